import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { holdAt } from '../at-a-point.ts';
import {
  attemptsAtStripe,
  becomes,
  expectAccepted,
  expectChargedOnce,
  expectPending,
} from '../expectations.ts';
import { offer } from '../offer.ts';

/** More than Stripe lists on one page, which is 100. */
const charges = { perSecond: 6, seconds: 20 };

const ofUnknownCharge = "state = 'unknown' and operation = $1";
/** Stripe keeps a key for 24 h; without it, only Stripe's list shows how the charge ended. */
const aDayOld = "sent_at = sent_at - interval '25 hours',";

/** The service checks the charge again only after `resume`. */
async function leave(system: System, database: string, operation: string, alsoSet = ''): Promise<void> {
  await system.until(`${database} leaves the charge alone`, async () => {
    const rows = await system.query(
      database,
      `update idempotency_key set ${alsoSet} drive_at = clock_timestamp() + interval '1 hour'
       where ${ofUnknownCharge} returning 1`,
      [operation],
    );
    return rows.length === 1;
  });
}

const resume = (system: System, database: string, operation: string): Promise<unknown> =>
  system.query(database, `update idempotency_key set drive_at = clock_timestamp() where ${ofUnknownCharge}`, [
    operation,
  ]);

export default {
  name: 'in-doubt-behind-120-charges',
  broken:
    "A charge's response was lost. Before payments follows up, 120 other orders are charged, more than the provider lists on one page.",
  customerSees:
    'The order becomes paid: payments reads the list to its end. It is charged once, like all others.',
  cell: { edge: 'payments->stripe', fault: 'many charges', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.recovery'],
  // Reconciliation leaves the charge to payments.
  settings: { RECONCILE_MIN_AGE_MS: '50000' },
  // Its orders arrive as fast as a busy machine serves them.
  livenessMs: 30_000,
  run: async (system) => {
    await system.simulator.withholdEvents();
    const { held, outcome } = await holdAt(system, { edge: 'payments->stripe', direction: 'response' }, () =>
      system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset' });
    await held.release('reset');
    const inDoubt = expectPending(await outcome);
    await leave(system, 'checkout', 'place-order');
    await leave(system, 'payments', 'create-payment', aDayOld);
    await outage.clear();
    const others = (await offer(system, charges.perSecond, charges.seconds)).map(expectAccepted);
    for (const orderId of others) await becomes(system, orderId, 'paid');
    const sent = attemptsAtStripe(system).length;
    await resume(system, 'payments', 'create-payment');
    await resume(system, 'checkout', 'place-order');
    await becomes(system, inDoubt, 'paid');
    assert.equal(attemptsAtStripe(system).length, sent, 'charges sent again');
    await expectChargedOnce(system, inDoubt);
    assert.equal((await system.ledgers()).charges.length, others.length + 1, 'charges at the provider');
    await system.simulator.clearFaults();
  },
} satisfies Scenario;
