import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import {
  type ComparePage,
  type Counted,
  createReconciliationSchema,
  keepUnresolvedSchema,
  Reconciler,
  type ReconcilerOptions,
} from '@holdfast/service-defaults/reconciliation';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { pino } from 'pino';

export const minute = 60_000;
export const hour = 60 * minute;

/** Reconcilers of one table, whose clock the test moves. */
export interface Books {
  readonly pool: Pool;
  reconciler(comparePage: ComparePage, leaseMs?: number, over?: Partial<ReconcilerOptions>): Reconciler;
  /** Moves the times in the row that its own clock is compared with. */
  timePasses(ms: number): Promise<unknown>;
  lastFound(): Promise<unknown>;
}

/** Call it in a `describe`. */
export function useBooks(): Books {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    await pool.query(createReconciliationSchema);
    await pool.query(keepUnresolvedSchema);
  });

  beforeEach(() => pool.query('truncate reconciliation'));

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  return {
    get pool() {
      return pool;
    },
    reconciler: (comparePage, leaseMs = minute, over = {}) =>
      new Reconciler({
        database: pool,
        name: 'books',
        intervalMs: 5 * minute,
        overlapMs: hour,
        leaseMs,
        settleMs: 0,
        comparePage,
        logger: pino({ level: 'silent' }),
        ...over,
      }),
    timePasses: (ms) =>
      pool.query(
        `update reconciliation set completed_at = completed_at - $1 * interval '1 ms',
           complete_until = complete_until - $1 * interval '1 ms', lease_until = lease_until - $1 * interval '1 ms',
           last_unresolved = (
             select coalesce(jsonb_agg(jsonb_set(each, '{foundAt}',
               to_jsonb((each ->> 'foundAt')::timestamptz - $1 * interval '1 ms'))), '[]')
             from jsonb_array_elements(last_unresolved) as each)`,
        [ms],
      ),
    lastFound: async () =>
      (await pool.query<{ last_found: unknown }>('select last_found from reconciliation')).rows[0]
        ?.last_found,
  };
}

export const undecided = (n: number): Counted => ({
  kind: 'amount_differs',
  state: 'needs_decision',
  orderId: `ord_${n}`,
  paymentId: `pay_${n}`,
  refundId: null,
  providerId: null,
});
