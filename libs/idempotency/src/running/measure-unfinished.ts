import { backgroundComment } from '@holdfast/service-defaults';
import { type Pool } from 'pg';
import { oldestUnfinished, unfinishedKeys } from '../idempotency.metrics.ts';

const states = ['running', 'parked', 'unknown', 'waiting', 'review'] as const;

const count = `${backgroundComment}
  select case when state = 'unknown' and waits_until > clock_timestamp() then 'waiting' else state end as state, count(*)::integer as keys,
    extract(epoch from max(case when state = 'running' then greatest(clock_timestamp() - lease_until, interval '0')
                           else clock_timestamp() - created_at end))::float8 as oldest
  from idempotency_key where state <> 'done' group by 1`;

/** Sets the gauges of unfinished keys; the query reads only their partial index. */
export async function measureUnfinished(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ state: string; keys: number; oldest: number }>(count);
  for (const state of states) {
    const row = rows.find((each) => each.state === state);
    unfinishedKeys.set({ state }, row?.keys ?? 0);
    oldestUnfinished.set({ state }, row?.oldest ?? 0);
  }
}
