import { Gauge } from '@prometheus-io/client';
import { metrics } from '../health/metrics.ts';

/** `pg.Pool` fits. */
export interface CountedPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

let pools: readonly CountedPool[] = [];

new Gauge({
  name: 'postgres_pool_connections',
  help: 'Connections of this process to Postgres, and callers that wait for one.',
  labelNames: ['state'] as const,
  registers: [metrics],
  collect() {
    const sum = (count: (pool: CountedPool) => number): number =>
      pools.reduce((total, pool) => total + count(pool), 0);
    this.set(
      { state: 'in_use' },
      sum(({ totalCount, idleCount }) => totalCount - idleCount),
    );
    this.set(
      { state: 'idle' },
      sum(({ idleCount }) => idleCount),
    );
    this.set(
      { state: 'waiting' },
      sum(({ waitingCount }) => waitingCount),
    );
  },
});

/** Counts the connections of this pool in `postgres_pool_connections` at `/metrics`. Idempotent. */
export function countPool(pool: CountedPool): void {
  if (!pools.includes(pool)) pools = [...pools, pool];
}
