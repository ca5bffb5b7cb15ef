import { fastTimings } from '@holdfast/local-stack';
import { type System } from '../system/system.ts';

/** Waits for a whole run of checkout's reconciliation that began after a time. */
export const ordersComparedSince = (system: System, since: Date): Promise<void> =>
  comparedSince(system, { database: 'checkout', name: 'orders' }, since);

async function comparedSince(
  system: System,
  { database, name }: { readonly database: string; readonly name: string },
  since: Date,
): Promise<void> {
  await system.until(
    `reconciliation of ${database} has compared everything`,
    async () => {
      const runs = await system.query(
        database,
        `select from reconciliation where name = $1 and completed_at - last_seconds * interval '1 second' > $2`,
        [name, since.toISOString()],
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

/** The same of payments, with the provider. */
export const paymentsComparedWhenOld = (system: System): Promise<void> =>
  comparedSince(system, { database: 'payments', name: 'stripe' }, new Date(Date.now() + oldMs));
