import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'webhook-delivered-five-times',
  broken:
    "The provider's response is lost, and its webhook arrives five times at the same time, at both instances of payments.",
  customerSees: 'The order becomes paid through the webhook, with one receipt. All five deliveries get 200.',
  cell: { edge: 'stripe->payments', fault: 'duplicate', phase: 'throughout' },
  proves: ['webhook.idempotency', 'receipt.idempotency'],
  isShort: true,
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const event = anEvent(system, { object: intent });
    const responses = await Promise.all(Array.from({ length: 5 }, () => deliver(system, event)));
    assert.deepEqual(
      responses.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
    const sent = await system.query(
      'payments',
      "select count(*)::int as count from outbox where aggregate = $1 or payload->>'orderId' = $1",
      [orderId],
    );
    assert.deepEqual(sent, [{ count: 1 }], 'events that payments sent for it');
  },
} satisfies Scenario;
