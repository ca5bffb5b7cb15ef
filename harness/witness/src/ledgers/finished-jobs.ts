import { consumers as queues } from '@holdfast/local-stack';
import { type Redis } from 'ioredis';

/** The handled jobs that a queue should no longer have. */
export interface FinishedJobs {
  readonly queue: string;
  /** Those that were handled more than 24 h ago. */
  readonly old: number;
  /** Those beyond the last 1,000; Postgres has no such limit. */
  readonly excess: number;
}

const dayMs = 86_400_000;
/** Longer than a day, whatever the clock of a consumer. */
const agedMs = 2 * dayMs;
const mostInRedis = 1_000;
/** As many as a queue keeps: the next handled job takes the place of one. */
const fillers = Array.from({ length: mostInRedis }, (_, index) => `filler-${index}`);

const keyOf = (queue: string): string => `bull:${queue}:completed`;

/** The IDs of handled jobs, by queue. */
export type HandledJobs = Readonly<Record<string, ReadonlySet<string>>>;

/**
 * Makes the first handled job of each queue two days old, and fills each queue with as many new ones as it
 * may keep. The others stay, so that a queue still drops their messages if they are published again.
 */
export async function ageInRedis(redis: Redis, now = Date.now()): Promise<HandledJobs> {
  const known = await Promise.all(
    queues.map(async (queue) => {
      const ids = await redis.zrange(keyOf(queue), 0, '-1');
      const handled = ids.filter((id) => !id.startsWith('filler-'));
      const aged = handled.slice(0, 1).flatMap((id) => [now - agedMs, id]);
      // Almost a day old, so that they go before any real one.
      const fresh = fillers.flatMap((id) => [now - dayMs + 3_600_000, id]);
      await redis.zadd(keyOf(queue), ...[...aged, ...fresh].map(String));
      return [queue, new Set(handled)] as const;
    }),
  );
  return Object.fromEntries(known);
}

/** Queues that have handled another job than the known ones. */
export async function finishedInRedis(
  redis: Redis,
  known: HandledJobs,
  now = Date.now(),
): Promise<FinishedJobs[]> {
  const finished = await Promise.all(
    queues.map(async (queue) => {
      const listed = await redis.zrange(keyOf(queue), 0, '-1', 'WITHSCORES');
      const jobs = listed.flatMap((id, index) =>
        index % 2 === 0 ? [{ id, at: Number(listed[index + 1]) }] : [],
      );
      const isOld = ({ at }: { readonly at: number }): boolean => at < now - dayMs;
      const hasNew = jobs.some(({ id }) => !id.startsWith('filler-') && known[queue]?.has(id) !== true);
      const excess = Math.max(0, jobs.length - mostInRedis);
      return hasNew ? [{ queue, old: jobs.filter(isOld).length, excess }] : [];
    }),
  );
  return finished.flat();
}

type Query = (sql: string, parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

const age = `
  update bullmq.job set finished_at_ms = finished_at_ms - ${agedMs}
  where state = 'completed' and finished_at_ms > $1::bigint - ${dayMs}`;
const finished = `
  select queue, count(*) filter (where finished_at_ms < $1::bigint - ${dayMs})::int as old
  from bullmq.job where state = 'completed' group by queue having max(finished_at_ms) >= $1::bigint - ${dayMs}`;

export async function ageInPostgres(query: Query, now = Date.now()): Promise<void> {
  await query(age, [now]);
}

export async function finishedInPostgres(query: Query, now = Date.now()): Promise<FinishedJobs[]> {
  const rows = await query(finished, [now]);
  return rows.map(({ queue, old }) => ({ queue: String(queue), old: Number(old), excess: 0 }));
}
