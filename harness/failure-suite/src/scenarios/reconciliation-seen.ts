import { fastTimings } from '@holdfast/local-stack';
import { type System } from '../system/system.ts';

/** Waits for a whole run of checkout's reconciliation that began after a time. */
export async function ordersComparedSince(system: System, since: Date): Promise<void> {
  await system.until(
    'reconciliation has compared all orders',
    async () => {
      const runs = await system.query(
        'checkout',
        `select from reconciliation where name = 'orders' and completed_at - last_seconds * interval '1 second' > $1`,
        [since.toISOString()],
      );
      return runs.length === 1;
    },
    20_000,
  );
}

/** From here, reconciliation would repair a difference. */
const oldMs = Number(fastTimings['*']?.['RECONCILE_MIN_AGE_MS']) + 500;

/** Waits until reconciliation has compared the orders of now and would have repaired a difference. */
export const ordersComparedWhenOld = (system: System): Promise<void> =>
  ordersComparedSince(system, new Date(Date.now() + oldMs));
