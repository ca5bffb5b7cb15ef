import { facts, styled } from '../../terminal.ts';
import { type Listing } from '../options.ts';
import { type Where, type Which } from './dead-letters.command.ts';
import { entriesIn, type Entry, entryIn, type Found } from './entry.ts';
import { namesOf, type Places, refuseUnknownQueue, withPlaces } from './places.ts';
import { commandsFor, reasonIn, stateText } from './text.ts';

/** `list`: the dead letters, oldest first. */
export async function list({ limit, json, ...where }: Listing & Where & Which): Promise<void> {
  refuseUnknownQueue(where);
  await withPlaces(where, async (places) => {
    const found = await entriesIn(places, where);
    const shown = found.slice(0, limit).map(({ entry }) => entry);
    if (json) {
      const deadLetters = shown.map((entry) => ({ ...entry, payload: undefined }));
      console.log(JSON.stringify({ total: found.length, deadLetters }, null, 2));
    } else console.log(listing(shown, found, places, where));
  });
}

function listing(shown: readonly Entry[], found: readonly Found[], places: Places, which: Which): string {
  const total = found.length;
  const some = shown.length < total ? `; showing ${shown.length} (--limit)` : '';
  const title =
    total === 0
      ? 'No dead letters.'
      : `${total} dead ${total === 1 ? 'letter' : 'letters'}, oldest first${some}`;
  const now = Date.now();
  return [
    styled('bold', title),
    ...shown.map((entry) =>
      [
        `  ${styled('bold', entry.messageId)}  ${entry.name}`,
        `    ${stateText(entry, now)}`,
        `    ${reasonIn(entry)}`,
      ].join('\n'),
    ),
    ...(total === 0
      ? [`  Searched: ${namesOf(places, which)}.`]
      : [`  For details: npm run ops -- dead-letters show ID${places.options}`]),
  ].join('\n\n');
}

interface ShowOptions extends Where {
  readonly payload?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `show`: everything about one; its payload, which may be personal data, only on request. */
export async function show(
  messageId: string,
  { payload: isPayloadShown = false, json, ...where }: ShowOptions,
): Promise<void> {
  await withPlaces(where, async (places) => {
    const { entry } = await entryIn(places, messageId);
    if (json) console.log(JSON.stringify(isPayloadShown ? entry : { ...entry, payload: undefined }, null, 2));
    else console.log(description(entry, isPayloadShown, places.options));
  });
}

function description(entry: Entry, isPayloadShown: boolean, options: string): string {
  const isGivenUp = entry.kind === 'given_up';
  const rows: [string, string | undefined][] = [
    ['message', `${entry.name}, for queue ${entry.queue}`],
    ['state', stateText(entry, Date.now())],
    ['reason', reasonIn(entry)],
    ['added', isGivenUp ? entry.addedAt.toISOString() : undefined],
    ['died', entry.diedAt.toISOString()],
    ['consumer', isGivenUp ? entry.consumer : undefined],
    ['trace', isGivenUp ? entry.traceparent : undefined],
    [
      'payload',
      isPayloadShown ? JSON.stringify(entry.payload) : 'hidden, may contain personal data (--payload)',
    ],
  ];
  return [
    styled('bold', entry.messageId),
    ...facts(rows, 8),
    '',
    'It stays here until you act. Fix the cause, then run:',
    ...commandsFor(entry, options).map((command) => `  ${command}`),
  ].join('\n');
}
