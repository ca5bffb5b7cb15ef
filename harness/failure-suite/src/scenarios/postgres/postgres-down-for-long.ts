import { fastTimings } from '@holdfast/local-stack';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectBusy, expectChargedOnce } from '../expectations.ts';

const customers = ['Ada', 'Grace', 'Edsger'];
const oldMs = Number(fastTimings['*']?.['RECONCILE_MIN_AGE_MS']) + 1_000;
/** A run that began after Postgres started has ended. */
const comparedSince = `
  select completed_at - last_seconds * interval '1 second' > pg_postmaster_start_time() as compared from reconciliation`;

export default {
  name: 'postgres-down-for-long',
  broken:
    'Postgres is killed when three customers have been charged but their payments are not recorded. It is back only when reconciliation would count each as an old difference, and the provider does not respond to charge requests until reconciliation has compared all.',
  customerSees:
    '503 with Retry-After. On retry, each order is paid and charged once. The services recover before reconciliation repairs anything.',
  cell: { edge: 'postgres', fault: 'kill -9', phase: 'throughout' },
  proves: ['payment.recovery', 'checkout.recovery'],
  run: async (system) => {
    await system.simulator.withholdEvents();
    const orders = [];
    for (const name of customers) {
      const shopper = system.shopper(name);
      const { held, outcome } = await holdAt(
        system,
        { edge: 'payments->stripe', direction: 'response' },
        () => shopper.checkOut({ attempts: 1, timeoutMs: 10_000 }),
      );
      orders.push({ shopper, held, outcome });
    }
    await system.process('postgres').kill();
    const charged = Date.now();
    for (const { held } of orders) await held.release('forward');
    const responses = await Promise.all(orders.map(({ outcome }) => outcome));
    responses.forEach(expectBusy);
    await system.until('the charges are old', () => Date.now() - charged > oldMs, 2 * oldMs);
    await system.simulator.fault({ route: 'POST /v1/payment_intents', fault: 'hang' });
    await system.process('postgres').start();
    await system.until('reconciliation has compared all charges since', async () => {
      const [row] = await system.query('payments', comparedSince);
      return row?.['compared'] === true;
    });
    await system.simulator.clearFaults();
    for (const [index, { shopper }] of orders.entries()) {
      const retried = await shopper.checkOut({ key: String(responses[index]?.key) });
      const orderId = expectAccepted(retried);
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
