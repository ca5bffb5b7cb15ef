import { type Journey } from '@holdfast/lab-api';
import { durationText } from '../../say/time.ts';
import { spanText } from '../picture/fault-words.ts';

export const breakItWords = {
  name: 'Break it',
  payments: 'Payments',
  lose: 'Lose the next response to me',
  losing: 'The next order is placed, and its response never arrives.',
  losingAny: 'The next order of any customer is placed, and its response never arrives.',
  losingOrder: 'The next response about this order never arrives.',
  cancelLose: 'Let it arrive after all',
  loseOthers:
    'The lab’s customers are on, so the next response may be for one of them. Turn them off in the lab first.',
  loseNone: 'Nothing is lost so far.',
  slow: 'Make suggestions slow',
  fast: 'Make suggestions fast again',
  suggestionsFine: 'Suggestions arrive on time.',
  fix: 'Fix everything',
  openLab: 'Open the lab',
  connecting: 'Looking at the lab…',
  lost: 'Lost sight of the lab.',
  journey: 'This order',
  readingJourney: 'Looking…',
  unknownOrder: 'The lab does not know this order.',
  ended: 'Nothing is left to try.',
} as const;

/** `payments is ready`; the words of the supervisor's states. */
export const processSentence = (names: readonly string[], states: readonly string[]): string => {
  const [first] = states;
  if (first === undefined) return 'There is no process named payments.';
  if (states.every((each) => each === first)) return `Payments: ${first}.`;
  return `${names.map((name, index) => `${name}: ${states[index]}`).join(', ')}.`;
};

/** `Slow by 3 s, struck 12 times.` */
export const slowSentence = (ms: number, struck: number): string =>
  `Suggestions are ${spanText(ms)} late. ${struckSentence(struck)}`;

const struckSentence = (struck: number): string => {
  if (struck === 0) return 'Not struck yet: look at the catalog.';
  return struck === 1 ? 'Struck once.' : `Struck ${struck} times.`;
};

/** A strike that has hit: `Lost: 201 POST /checkouts.` */
export const lostSentence = (label: string): string => `Lost: ${label}.`;

/** Undefined: not read yet. Null: an order of another shop. */
export function journeyText(journey: Journey | null | undefined, now: number): string {
  if (journey === undefined) return breakItWords.readingJourney;
  if (journey === null) return breakItWords.unknownOrder;
  const sentences = journeySentences(journey, now);
  return sentences.length === 0 ? breakItWords.ended : sentences.join(' ');
}

/** `Try 3 timed out after 5 s. Next try in 3 s, by checkout. After 24 h, an operator decides.` */
export function journeySentences(
  { lastTry, nextTryAt, nextTryBy, endsWith }: Journey,
  now: number,
): readonly string[] {
  return [
    ...(lastTry === null ? [] : [lastTrySentence(lastTry)]),
    ...nextTrySentence(nextTryAt, nextTryBy, lastTry, now),
    ...(endsWith === null ? [] : [endSentence(endsWith)]),
  ];
}

function lastTrySentence({ number, outcome }: NonNullable<Journey['lastTry']>): string {
  if (outcome === 'no response yet') return `Try ${number} is running.`;
  return outcome.startsWith('timed out') ? `Try ${number} ${outcome}.` : `Try ${number}: ${outcome}.`;
}

function nextTrySentence(
  at: number | null,
  by: string | null,
  lastTry: Journey['lastTry'],
  now: number,
): readonly string[] {
  if (by === null) return [];
  if (at !== null) return [`Next try ${inTime(at - now)}, by ${by}.`];
  // The one that runs is the next one.
  return lastTry?.outcome === 'no response yet' ? [] : [`Next try by ${by}, as soon as it can.`];
}

const inTime = (ms: number): string => (ms <= 0 ? 'now' : `in ${durationText(ms)}`);

/** `an operator, after 24 h`; `an operator, now`; `the bank, by …`. */
function endSentence(endsWith: string): string {
  const [who = '', when = ''] = endsWith.split(/, (.*)/);
  if (when === 'now') return `Now ${who} must decide.`;
  if (when.startsWith('by ')) return `Then ${who} decides, ${when}.`;
  return when === '' ? `${upper(who)} decides.` : `${upper(when)}, ${who} decides.`;
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
