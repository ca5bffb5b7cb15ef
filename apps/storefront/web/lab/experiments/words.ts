import { type Capability, type ExperimentRun } from '@holdfast/lab-api';

const capabilities: Readonly<Record<Capability, string>> = {
  processes: 'a supervisor that stops and starts processes, as npm start has',
  redis: 'Redis; without it, queues run on Postgres',
  simulator: 'the local Stripe',
  'three-d-secure': 'the 3-D Secure flow of the local Stripe',
  recommendations: 'recommendations, which this shop does not have',
};

export const experimentWords = {
  heading: 'Experiments',
  intro: 'Guess, break it, and watch the money.',
  reading: 'Reading the experiments…',
  unread: (detail: string) => `The experiments can’t be read. ${detail} This page tries again.`,
  all: 'All experiments',
  running: 'Running',
  lacks: (missing: readonly Capability[]) =>
    `Not on this stack. It needs ${missing.map((capability) => capabilities[capability]).join(', and ')}.`,
  unknown: 'The lab has no experiment of this name.',
  run: 'Run it',
  runAgain: 'Run it again',
  stop: 'Stop',
  otherRuns: (title: string) => `Another experiment is running: ${title}.`,
  showOther: 'Show it',
  guessed: (text: string) => `Your guess: ${text}`,
  noGuess: 'You made no guess.',
  yourGuess: 'your guess',
  right: 'what happens',
  stopped: 'Stopped. Everything is fixed again.',
  guessedRight: 'You guessed right.',
  guessedWrong: 'You guessed something else.',
  watch: 'Watch',
  preparing: 'Getting ready: everything is fixed first, and the shop comes to rest.',
  judging: 'Counting the money…',
  within: (ms: number) => `within ${secondsText(ms)}`,
  notSeen: (ms: number) => `not seen within ${secondsText(ms)}`,
  message: (number: number) => `Message ${number}`,
  follow: (index: number, all: number) => (all === 1 ? 'Follow the order' : `Follow order ${index + 1}`),
  happens: (text: string) => `What happens: ${text}`,
  followOrder: (visible: string, orderId: string) => `${visible}, ${orderId}`,
  tryIt: 'Try it yourself',
  scenarios: 'The same in the failure suite',
  code: 'The code',
} as const;

/** `0.4 s`, from 10 s `12 s`. */
export function secondsText(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 10 && ms % 1000 !== 0 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/** The end of a run: a word and its meaning. */
export const endWords: Readonly<
  Record<NonNullable<ExperimentRun['verdict']>, { readonly word: string; readonly means: string }>
> = {
  held: { word: 'It held.', means: 'Everything was seen, and the money came out even.' },
  broken: { word: 'Broken.', means: 'Something that must happen did not.' },
  void: { word: 'Void.', means: 'The run proves nothing.' },
};

const requests = (n: number): string => (n === 1 ? '1 request' : `${n} requests`);

export const curveWords = {
  most: (name: string, n: number) => `${name}: at most ${requests(n)} in 100 ms`,
  mostShort: (n: number) => `at most ${requests(n)} in 100 ms`,
} as const;
