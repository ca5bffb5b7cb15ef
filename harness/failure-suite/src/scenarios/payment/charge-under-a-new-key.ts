import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

const keyOfOrder = `
  select attempt, absent_at is not null as is_absent
  from idempotency_key join payment using (key_hash) where order_id = $1`;

export default {
  name: 'charge-under-a-new-key',
  broken: 'All requests for a charge fail at the provider (500), which lists no charge. Then it recovers.',
  customerSees: 'The order stays pending, and is then paid with one charge.',
  cell: { edge: 'payments->stripe', fault: '500 for one key', phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  run: async (system) => {
    await system.simulator.fault({ route: 'POST /v1/payment_intents', fault: 'error_500' });
    const ada = system.shopper('Ada');
    const orderId = expectPending(await ada.checkOut({ attempts: 1, timeoutMs: 10_000 }));
    await system.until(
      'payments has not found the charge',
      async () => (await system.query('payments', keyOfOrder, [orderId]))[0]?.['is_absent'],
      20_000,
    );
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    const [key] = await system.query('payments', keyOfOrder, [orderId]);
    assert.equal(key?.['attempt'], 2, 'the attempt that charged');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
