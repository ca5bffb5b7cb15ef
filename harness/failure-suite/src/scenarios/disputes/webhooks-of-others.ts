import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver, intentOf, sign, type SignedEvent } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce, expectPaid, statusOf } from '../expectations.ts';
import { type System } from '../../system/system.ts';

export default {
  name: 'webhooks-of-others',
  broken:
    'The webhook endpoint also gets events of a connected account and of live mode: correctly signed, about our orders: a payment, a dispute and a refund each.',
  customerSees:
    'Nothing: the pending order stays pending until its own charge is found; the paid one gets no dispute and no refund.',
  cell: { edge: 'stripe->payments', fault: 'foreign event', phase: 'before the callee sees it' },
  proves: ['webhook.idempotency'],
  fallacies: ['there is one administrator'],
  differences: ['event_payment_mismatch'],
  run: async (system) => {
    const paid = expectPaid(await system.shopper('Grace').checkOut());
    const dispute = disputeOf(await intentOf(system, paid));
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    for (const [type, object] of [
      ['payment_intent.succeeded', intent],
      ['charge.dispute.created', dispute],
      ['refund.created', refundOf(dispute)],
    ] as const) {
      const connected = changed(system, anEvent(system, { type, object }), {
        account: 'acct_1AnotherShop00000',
      });
      const ofMode = anEvent(system, { type, object: { ...object, livemode: true } });
      for (const event of [connected, changed(system, ofMode, { livemode: true })])
        assert.equal((await deliver(system, event)).status, 200);
    }
    const rows = await system.query(
      'payments',
      `select status, (select count(*)::integer from dispute d where d.payment_id = p.payment_id) as disputes,
         (select count(*)::integer from refund r where r.payment_id = p.payment_id) as refunds
       from payment p where order_id = any($1) order by created_at`,
      [[paid, orderId]],
    );
    assert.deepEqual(rows, [
      { status: 'succeeded', disputes: 0, refunds: 0 },
      { status: 'pending', disputes: 0, refunds: 0 },
    ]);
    assert.equal(await statusOf(system, orderId), 'payment_pending');
    await heal();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;

/** The same event with other members, signed again. */
function changed(system: System, event: SignedEvent, change: Readonly<Record<string, unknown>>): SignedEvent {
  const body = JSON.stringify({ ...(JSON.parse(event.body) as object), ...change });
  const at = Math.floor(Date.now() / 1_000);
  return { ...event, body, signature: sign(body, at, system.secrets.stripeWebhookSecret) };
}

const disputeOf = (intent: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  id: 'du_1OfAnotherAccount',
  object: 'dispute',
  amount: intent['amount'],
  currency: intent['currency'],
  charge: intent['latest_charge'],
  payment_intent: intent['id'],
  created: intent['created'],
  reason: 'fraudulent',
  status: 'needs_response',
  evidence_details: { due_by: 0 },
});

const refundOf = ({
  amount,
  currency,
  charge,
  payment_intent,
  created,
}: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  id: 're_1OfAnotherAccount',
  object: 'refund',
  status: 'succeeded',
  metadata: {},
  ...{ amount, currency, charge, payment_intent, created },
});
