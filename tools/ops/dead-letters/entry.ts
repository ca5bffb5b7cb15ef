import { type DeadOutboxRow, deadOutboxRows, retryDeadOutboxRow } from '@holdfast/messaging';
import { type DeadLetter, type DeadLetters, type Retried } from '@holdfast/messaging/dead-letters';
import { type Which } from './dead-letters.command.ts';
import { namesOf, type Outbox, type Places } from './places.ts';

/** A message that needs a decision, from a queue or an outbox. */
export type Entry =
  | ({ readonly kind: 'given_up' } & DeadLetter)
  | ({ readonly kind: 'never_published'; readonly service: string; readonly diedAt: Date } & Omit<
      DeadOutboxRow,
      'at'
    >);

/** An entry and its possible decisions. */
export interface Found {
  readonly entry: Entry;
  readonly retry: (isForced: boolean) => Promise<Retried>;
  /** Undefined for an outbox row: it announces a committed change and must be published. */
  readonly remove?: () => Promise<boolean>;
}

/** All matching entries, oldest first. */
export async function entriesIn(places: Places, { queue, name }: Which): Promise<Found[]> {
  const ofQueues = places.queues.filter((each) => queue === undefined || each.queue === queue).map(givenUpIn);
  const found = (await Promise.all([...ofQueues, ...places.outboxes.map(neverPublishedIn)])).flat();
  return found
    .filter(({ entry }) => queue === undefined || entry.queue === queue)
    .filter(({ entry }) => name === undefined || entry.name === name)
    .sort((a, b) => a.entry.diedAt.getTime() - b.entry.diedAt.getTime());
}

/** @throws Error if it is in none of these places. */
export async function entryIn(places: Places, messageId: string): Promise<Found> {
  for (const letters of places.queues) {
    const letter = await letters.find(messageId);
    if (letter !== undefined) return givenUp(letters, letter);
  }
  for (const outbox of places.outboxes) {
    const found = (await neverPublishedIn(outbox)).find(({ entry }) => entry.messageId === messageId);
    if (found !== undefined) return found;
  }
  throw new Error(
    `${messageId} is not a dead letter in ${namesOf(places)}. It may have been retried or removed; list shows the current ones.`,
  );
}

async function givenUpIn(letters: DeadLetters): Promise<Found[]> {
  try {
    return (await letters.list()).map((letter) => givenUp(letters, letter));
  } catch (cause) {
    throw new Error(`Cannot read the dead letters of queue ${letters.queue}:`, { cause });
  }
}

function givenUp(letters: DeadLetters, letter: DeadLetter): Found {
  return {
    entry: { kind: 'given_up', ...letter },
    retry: (isForced) => letters.retry(letter.messageId, { isForced }),
    remove: () => letters.remove(letter.messageId),
  };
}

async function neverPublishedIn({ service, database }: Outbox): Promise<Found[]> {
  const rows = await deadOutboxRows(database);
  return rows.map(({ at, ...row }) => ({
    entry: { kind: 'never_published', service, ...row, diedAt: at },
    retry: async () => ((await retryDeadOutboxRow(database, row.messageId)) ? 'retried' : 'gone'),
  }));
}
