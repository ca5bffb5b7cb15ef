import { now } from '@holdfast/witness';
import { fastTimings } from '@holdfast/local-stack';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

/** The list of newer payments takes longer than a search may. */
const newer = 6;
const pageMs = 400;
/** A charge that the provider has not shown for as long since the last attempt is made again. */
const absenceMs = Number(fastTimings['payments']?.['KEY_ABSENCE_GRACE_MS']);

export default {
  name: 'charge-behind-a-long-list',
  broken:
    "The provider charges, stores a 500 under the charge's key, and sends no events. Its list is slow, and so many payments are newer that no search gets to the charge in time.",
  customerSees:
    'The order is pending, because a search that was not finished proves nothing. Once the list is fast again, it is paid, by the first charge.',
  cell: { edge: 'payments->stripe', fault: 'latency', phase: 'throughout' },
  proves: ['payment.idempotency', 'payment.recovery'],
  settings: {
    'stripe-simulator': { PAGE_LIMITS: 'payment_intent=1' },
    // Reconciliation has more patience than a search, and would find the charge.
    payments: { RECONCILE_MIN_AGE_MS: '30000' },
  },
  run: async (system) => {
    await system.simulator.withholdEvents();
    await system.simulator.fault({
      route: 'POST /v1/payment_intents',
      fault: 'error_500_after_effect',
      times: 1,
    });
    const point = {
      edge: 'payments->stripe',
      direction: 'response',
      label: 'POST /v1/payment_intents',
    } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 }),
    );
    for (let made = 0; made < newer; made += 1)
      await system.simulator.inDashboard('/v1/payment_intents', { amount: '4200', currency: 'usd' });
    await system.simulator.fault({ route: 'GET /v1/payment_intents', fault: 'latency', ms: pageMs });
    await held.release('forward');
    const orderId = expectPending(await outcome);
    const pendingSince = now();
    await system.until(
      'payments has searched for longer than it takes to prove an absence',
      () => now() > pendingSince + 5 * absenceMs,
      20_000,
    );
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
