import { type RetryRefusal } from '@holdfast/messaging/dead-letters';
import { durationText } from '../duration-text.ts';
import { oneLine } from '../one-line.ts';
import { type Entry } from './entry.ts';

/** One line: what it is, where, since when and after how many attempts. */
export function standing(entry: Entry, now: number): string {
  const since = `${durationText(now - entry.diedAt.getTime())} ago`;
  if (entry.kind === 'never_published')
    return `never reached queue ${entry.queue}: set aside in the outbox of ${entry.service} ${since}`;
  const attempts = entry.attempts === 1 ? 'one attempt' : `${entry.attempts} attempts`;
  return `given up on queue ${entry.queue} ${since}, after ${attempts}`;
}

/** Why it is a dead letter, in a sentence that needs no knowledge of the queue's program. */
export function reasonIn(entry: Entry): string {
  if (/stalled more than allowable limit/.test(entry.reason))
    return 'Each process that took it died or stood still in the middle of it. It may be what kills them.';
  return oneLine(entry.reason);
}

export function refusalWords(because: RetryRefusal, messageId: string): string {
  const why = {
    has_expired:
      'It has expired: what it asks for may be wrong by now, so its consumer would refuse it again. With --anyway its expiry is lifted.',
    inboxes_may_have_forgotten:
      'It was added more than 30 days ago, and its consumer remembers for no longer what it has handled. If an attempt had its effect, a retry has it twice. Look whether it had; if it had not, say --anyway.',
  };
  return `${messageId} is not retried. ${why[because]}`;
}

/** What to type about one. */
export function commandsFor(entry: Entry, options: string): readonly string[] {
  const command = (name: string): string => `npm run dead-letters -- ${name} ${entry.messageId}${options}`;
  return entry.kind === 'given_up' ? [command('retry'), command('remove')] : [command('retry')];
}
