import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce, expectPending } from '../expectations.ts';

const route = 'POST /v1/payment_intents';
const isAbsent = `select 1 from idempotency_key join payment using (key_hash)
                  where order_id = $1 and absent_at is not null and state = 'unknown'`;

export default {
  name: 'charge-request-arrives-late',
  broken:
    'A charge request is stuck in the network. The others with its key fail at the provider (500), which lists no charge. The customer asks again. Only then does the first request arrive.',
  customerSees:
    'The order stays pending, and is then paid with one charge: that the provider does not know a charge proves nothing so soon.',
  cell: { edge: 'payments->stripe', fault: 'delayed', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  fallacies: ['latency is zero'],
  // No request travels for a minute; one that arrives later would be charged twice, and should not here.
  settings: { payments: { KEY_ABSENCE_GRACE_MS: '60000' } },
  run: async (system) => {
    await system.simulator.fault({ route, fault: 'error_500' });
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const { held, outcome } = await holdAt(
      system,
      { edge: 'payments->stripe', direction: 'request', label: route },
      () => ada.checkOut({ key, attempts: 1, timeoutMs: 10_000 }),
    );
    const orderId = expectPending(await outcome);
    await system.until(
      'payments has not found the charge',
      async () => (await system.query('payments', isAbsent, [orderId])).length === 1,
      20_000,
    );
    await system.simulator.clearFaults();
    expectAccepted(await ada.checkOut({ key, attempts: 20, timeoutMs: 10_000 }));
    await held.release('forward');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
