import { type Evidence } from '../../invariants/evidence.ts';
import { text } from '../../invariants/rows.ts';
import { isTimeKnown } from '../../views/true-views.ts';
import { type Commit } from '../commit.ts';
import { changeTime } from './change-text.ts';
import { type Row } from './moves.ts';

/** Members of a payload that say when its commit happened. */
const members = ['paidAt', 'refundedAt', 'failedAt'];

/** 60 s: service and server look at their clocks at different times, and one may wait for the other. */
const apartMs = 60_000;

/**
 * Messages that are not dated by their commit. A process that is paused may date one long before its commit,
 * but not before the scenario.
 */
export function wrongTimes({ scenario, startedAt }: Evidence, commit: Commit): string[] {
  if (!isTimeKnown(scenario)) return [];
  const earliest = startedAt - apartMs;
  return commit.changes.flatMap(({ table, kind, after = {} }) => {
    if (table !== 'outbox' || kind !== 'insert') return [];
    const payload = (after['payload'] ?? {}) as Row;
    return members.flatMap((member) => {
      const stated = Date.parse(text(payload, member));
      if (Number.isNaN(stated) || (stated >= earliest && stated <= commit.at + apartMs)) return [];
      const what = `the message ${text(after, 'name')} about ${text(payload, 'orderId')}`;
      return [`${what} says ${member} ${text(payload, member)}, but is committed${changeTime(commit)}`];
    });
  });
}
