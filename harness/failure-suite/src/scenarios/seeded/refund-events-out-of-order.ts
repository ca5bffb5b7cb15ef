import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { refundObject, onlyRefundOf } from '../refunds-seen.ts';
import { becomes, expectResponse, expectPaid, statusOf } from '../expectations.ts';

export default {
  name: 'refund-events-out-of-order',
  broken:
    'The bank returns a refund. After that event, the older event arrives that the refund had succeeded.',
  customerSees:
    'The order stays paid, because the money did not come back. The refund can be requested again.',
  cell: { edge: 'stripe->payments', fault: 'reorder', phase: 'after the response' },
  proves: ['refund.idempotency', 'webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
    expectResponse(await ada.refund(orderId), 201);
    await system.until(
      'the bank returns the refund',
      async () => (await onlyRefundOf(system, orderId))['status'] === 'failed',
    );
    await becomes(system, orderId, 'paid');
    const old = anEvent(system, {
      type: 'refund.updated',
      object: refundObject(await onlyRefundOf(system, orderId), 'succeeded'),
    });
    assert.equal((await deliver(system, old)).status, 200);
    assert.equal(
      (await onlyRefundOf(system, orderId))['status'],
      'failed',
      'an older event overrode a newer one',
    );
    assert.equal(await statusOf(system, orderId), 'paid');
  },
} satisfies Scenario;
