import { now } from '@holdfast/witness';
import { fastTimings } from '@holdfast/local-stack';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

/** The list of newer payments takes longer than a search may. */
const newer = 6;
const pageMs = 400;
/** A charge that the provider has not shown for as long is made again. */
const absenceMs = Number(fastTimings['payments']?.['KEY_ABSENCE_GRACE_MS']);

export default {
  name: 'charge-behind-a-long-list',
  broken:
    "A charge's response is lost. The provider's list is slow, and so many payments are newer that no search gets to the charge in time.",
  customerSees:
    'The order is pending, because a search that was not finished proves nothing. Once the list is fast again, it is paid, by the first charge.',
  cell: { edge: 'payments->stripe', fault: 'latency', phase: 'throughout' },
  proves: ['payment.idempotency', 'payment.recovery'],
  settings: { 'stripe-simulator': { PAGE_LIMITS: 'payment_intent=1' } },
  livenessMs: 20_000,
  run: async (system) => {
    const { orderId, reconnect, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    for (let made = 0; made < newer; made += 1)
      await system.simulator.inDashboard('/v1/payment_intents', { amount: '4200', currency: 'usd' });
    await system.simulator.fault({ route: 'GET /v1/payment_intents', fault: 'latency', ms: pageMs });
    await reconnect();
    const reconnectedAt = now();
    await system.until(
      'payments has searched for longer than it takes to prove an absence',
      () => now() > reconnectedAt + absenceMs + 2_000,
      20_000,
    );
    await heal();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
