import { durationText } from '../../duration-text.ts';
import { oneLine } from '../../one-line.ts';
import { type Entry } from './entry.ts';

/** One line: its place, its age and its attempts. */
export function stateText(entry: Entry, now: number): string {
  const since = `${durationText(now - entry.diedAt.getTime())} ago`;
  if (entry.kind === 'never_published')
    return `never reached queue ${entry.queue}: dead in the outbox of ${entry.service}, ${since}`;
  const attempts = entry.attempts === 1 ? 'one attempt' : `${entry.attempts} attempts`;
  return `failed permanently on queue ${entry.queue} ${since}, after ${attempts}`;
}

/** The reason, in terms that do not require knowledge of BullMQ. */
export function reasonIn(entry: Entry): string {
  if (/stalled more than allowable limit/.test(entry.reason))
    return 'Every process that handled it crashed or paused. The message may be the cause.';
  return oneLine(entry.reason);
}

export function tooOldText(messageId: string): string {
  return `${messageId} was not retried. It was added more than 30 days ago, and its consumer remembers handled messages for 30 days only. If an earlier attempt had its effect, a retry has it twice. Check first; if there was no effect, add --anyway.`;
}

/** The commands for a decision. */
export function commandsFor(entry: Entry, options: string): readonly string[] {
  const command = (name: string): string =>
    `npm run ops -- dead-letters ${name} ${entry.messageId}${options}`;
  return entry.kind === 'given_up' ? [command('retry'), command('remove')] : [command('retry')];
}
