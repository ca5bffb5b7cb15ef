import { answerTo, styled } from '../../terminal.ts';
import { UsageError } from '../../command-line.ts';
import { type Where, type Which } from './dead-letters.command.ts';
import { entriesIn, type Entry, entryIn } from './entry.ts';
import { refuseUnknownQueue, withPlaces } from './places.ts';
import { reasonIn, stateText, tooOldText } from './text.ts';

const goneText = (messageId: string): string =>
  `${messageId} is no longer a dead letter: it was just retried or removed.`;

interface RetryOptions extends Where, Which {
  readonly all?: boolean | undefined;
  /** Also retries a message so old that its consumer may not remember handling it. */
  readonly anyway?: boolean | undefined;
}

/** `retry`: one message, or all that match. */
export function retry(messageId: string | undefined, options: RetryOptions): Promise<void> {
  const { all: isAll = false, anyway: isForced = false, queue, name } = options;
  if (isAll) {
    if (messageId !== undefined) throw new UsageError('Give either --all or one ID.');
    return retryAll(isForced, options);
  }
  if (queue !== undefined || name !== undefined) throw new UsageError('--queue and --name require --all.');
  if (messageId === undefined) throw new UsageError('Missing the ID of the message, as shown by list.');
  return retryOne(messageId, isForced, options);
}

/** Queues one message again. */
async function retryOne(messageId: string, isForced: boolean, where: Where): Promise<void> {
  await withPlaces(where, async (places) => {
    const { entry, retry: retryIt } = await entryIn(places, messageId);
    const retried = await retryIt(isForced);
    if (retried === 'gone') throw new Error(goneText(messageId));
    if (retried === 'too_old') throw new Error(tooOldText(messageId));
    console.log(retriedText(entry));
  });
}

function retriedText({ kind, name, queue }: Entry): string {
  return kind === 'given_up'
    ? `Retried: ${name} is back on queue ${queue} with fresh attempts. If they fail too, it becomes a dead letter again.`
    : `Retried: ${name} waits in its outbox and reaches queue ${queue} within seconds.`;
}

/** Retries the current dead letters, each once. */
async function retryAll(isForced: boolean, where: Where & Which): Promise<void> {
  refuseUnknownQueue(where);
  await withPlaces(where, async (places) => {
    const refused: string[] = [];
    let retried = 0;
    for (const { entry, retry: retryIt } of await entriesIn(places, where)) {
      const outcome = await retryIt(isForced);
      if (outcome === 'retried') retried += 1;
      if (outcome === 'too_old') refused.push(tooOldText(entry.messageId));
    }
    console.log(`Retried: ${retried}.`);
    if (refused.length > 0) throw new Error(`Not retried: ${refused.length}.\n${refused.join('\n')}`);
  });
}

/** `remove ID`: deletes one for good. */
export async function remove(
  messageId: string,
  { yes: isConfirmed = false, ...where }: Where & { readonly yes?: boolean | undefined },
): Promise<void> {
  await withPlaces(where, async (places) => {
    const { entry, remove: removeIt } = await entryIn(places, messageId);
    if (removeIt === undefined)
      throw new Error(
        `${messageId} is in an outbox: its consumer has not received it, and it is still true. It can be retried, not removed.`,
      );
    if (!isConfirmed) await confirm(entry);
    if (!(await removeIt())) throw new Error(goneText(messageId));
    console.log(`Removed: ${entry.name} will never be handled.`);
  });
}

async function confirm(entry: Entry): Promise<void> {
  const answer = await answerTo(
    [
      `${styled('bold', entry.messageId)}  ${entry.name}\n  ${stateText(entry, Date.now())}\n  ${reasonIn(entry)}\n`,
      'It will be deleted for good, and will never be handled.',
    ].join('\n'),
  );
  if (answer !== 'yes') throw new Error('Nothing was removed.');
}
