import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { anEvent, deliver } from '../an-event.ts';
import { becomes, expectAnswer, expectPaid, statusOf } from '../what-was-seen.ts';

export default {
  name: 'refund-news-out-of-order',
  broken:
    'The bank sends a refund back; after the news of that, the older news arrives that it had succeeded.',
  customerSees:
    'The order counts as paid, for the money did not come back; the refund may be asked for again.',
  cell: { edge: 'stripe->payments', fault: 'reorder', phase: 'after the answer' },
  proves: ['refund.idempotency', 'webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
    expectAnswer(await ada.refund(orderId), 201);
    await system.until(
      'the bank sends the refund back',
      async () => (await refundOf(system, orderId))['status'] === 'failed',
    );
    await becomes(system, orderId, 'paid');
    const old = anEvent(system, { type: 'refund.updated', object: await oldNews(system, orderId) });
    assert.equal((await deliver(system, old)).status, 200);
    assert.equal((await refundOf(system, orderId))['status'], 'failed', 'old news undid the newer');
    assert.equal(await statusOf(system, orderId), 'paid');
  },
} satisfies Scenario;

async function refundOf(system: System, orderId: string): Promise<Record<string, unknown>> {
  const [refund] = await system.query('payments', 'select * from refund where order_id = $1', [orderId]);
  assert.ok(refund, `payments knows no refund of ${orderId}`);
  return refund;
}

/** The refund as the provider told of it before it failed. */
async function oldNews(system: System, orderId: string): Promise<Record<string, unknown>> {
  const refund = await refundOf(system, orderId);
  return {
    id: refund['provider_refund_id'],
    object: 'refund',
    amount: refund['amount_minor'],
    currency: refund['currency'],
    status: 'succeeded',
    metadata: { refundId: refund['refund_id'], paymentId: refund['payment_id'], orderId },
  };
}
