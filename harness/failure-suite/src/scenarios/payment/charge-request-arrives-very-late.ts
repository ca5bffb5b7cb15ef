import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce, expectPending } from '../expectations.ts';

const route = 'POST /v1/payment_intents';

/** Longer than KEY_ABSENCE_GRACE_MS since the first of more than three tries, or made under a new key. */
const isRepeatedForLong = `
  select 1 from idempotency_key join payment using (key_hash)
  where order_id = $1 and (attempt > 1 or tries > 3 and sent_at < clock_timestamp() - interval '6 seconds')`;

export default {
  name: 'charge-request-arrives-very-late',
  broken:
    'A charge request is stuck in the network for longer than any request should be. The others with its key stay without a response, and the provider lists no charge. The customer asks again, and only then the first request arrives.',
  customerSees:
    'The order stays pending, and is then paid with one charge: a charge without a response keeps its key.',
  cell: { edge: 'payments->stripe', fault: 'delayed', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    await system.simulator.fault({ route, fault: 'hang' });
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const { held, outcome } = await holdAt(
      system,
      { edge: 'payments->stripe', direction: 'request', label: route },
      () => ada.checkOut({ key, attempts: 1, timeoutMs: 10_000 }),
    );
    const orderId = expectPending(await outcome);
    await system.until(
      'payments has repeated the charge for long',
      async () => (await system.query('payments', isRepeatedForLong, [orderId])).length === 1,
      30_000,
    );
    await system.simulator.clearFaults();
    expectAccepted(await ada.checkOut({ key, attempts: 20, timeoutMs: 10_000 }));
    await becomes(system, orderId, 'paid');
    await held.release('forward');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
