import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectResponse } from '../expectations.ts';

export default {
  name: 'webhook-replayed',
  broken: 'An attacker records a webhook that reports "paid", and sends it again after the refund.',
  customerSees: 'The order stays refunded: the event took effect once.',
  cell: { edge: 'stripe->payments', fault: 'replayed', phase: 'after the response' },
  proves: ['webhook.idempotency', 'refund.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, intent, heal } = await orderWithoutResponse(system, ada);
    const event = anEvent(system, { object: intent });
    assert.equal((await deliver(system, event)).status, 200);
    await becomes(system, orderId, 'paid');
    await heal();
    expectResponse(await ada.refund(orderId), 201);
    await becomes(system, orderId, 'refunded');
    assert.equal((await deliver(system, event)).status, 200);
    const payments = await system.query('payments', 'select status from payment where order_id = $1', [
      orderId,
    ]);
    assert.deepEqual(payments, [{ status: 'refunded' }]);
  },
} satisfies Scenario;
