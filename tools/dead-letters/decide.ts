import { answerTo, styled } from '../terminal.ts';
import { type RemoveCommand, type RetryAllCommand, type RetryCommand } from './arguments.ts';
import { entriesIn, type Entry, entryIn } from './entry.ts';
import { withPlaces } from './places.ts';
import { reasonIn, stateText, tooOldText } from './text.ts';

const goneText = (messageId: string): string =>
  `${messageId} is no longer a dead letter: it was just retried or removed.`;

/** `retry ID`: queues one message again. */
export async function retryOne({ messageId, isForced, ...where }: RetryCommand): Promise<void> {
  await withPlaces(where, async (places) => {
    const { entry, retry } = await entryIn(places, messageId);
    const retried = await retry(isForced);
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

/** `retry --all`: retries the current dead letters, each once. */
export async function retryAll({ isForced, ...where }: RetryAllCommand): Promise<void> {
  await withPlaces(where, async (places) => {
    const refused: string[] = [];
    let retried = 0;
    for (const { entry, retry } of await entriesIn(places, where)) {
      const outcome = await retry(isForced);
      if (outcome === 'retried') retried += 1;
      if (outcome === 'too_old') refused.push(tooOldText(entry.messageId));
    }
    console.log(`Retried: ${retried}.`);
    if (refused.length > 0) throw new Error(`Not retried: ${refused.length}.\n${refused.join('\n')}`);
  });
}

/** `remove ID`: deletes one for good. */
export async function remove({ messageId, isConfirmed, ...where }: RemoveCommand): Promise<void> {
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
