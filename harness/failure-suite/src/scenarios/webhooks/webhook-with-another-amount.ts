import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce, statusOf } from '../expectations.ts';

export default {
  name: 'webhook-with-another-amount',
  broken:
    'Correctly signed events name an unpaid order but describe charges that do not match it: another amount, a part of it, another currency, live mode in a test.',
  customerSees:
    'Nothing: the order stays pending until the provider reports its own charge. The events are kept.',
  cell: { edge: 'stripe->payments', fault: 'mismatched event', phase: 'before the callee sees it' },
  proves: ['webhook.idempotency'],
  differences: ['event_payment_mismatch'],
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const others = [
      { amount: 1, amount_received: 1, currency: 'jpy' },
      { amount: 4_201, amount_received: 4_201 },
      { amount_received: 4_199 },
      { currency: 'eur' },
      { livemode: true },
    ];
    for (const other of others)
      assert.equal((await deliver(system, anEvent(system, { object: { ...intent, ...other } }))).status, 200);
    const kept = await system.query(
      'payments',
      'select event_id from stripe_event_not_applied join payment using (payment_id) where order_id = $1',
      [orderId],
    );
    assert.equal(kept.length, others.length, 'events that are kept');
    assert.equal(await statusOf(system, orderId), 'payment_pending');
    assert.equal((await deliver(system, anEvent(system, { object: intent }))).status, 200);
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
