import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, chargesOf, expectResponse, passed, statusOf } from '../expectations.ts';

export default {
  name: 'card-declined',
  broken: 'The bank declines the card.',
  customerSees:
    '402 with the reason, and the same bytes again for the same key. No charge, no receipt, no second attempt.',
  cell: { edge: 'payments->stripe', fault: 'declined', phase: 'after the response' },
  proves: ['checkout.idempotency', 'payment.idempotency', 'checkout.retry'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const order = { paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' };
    const first = await ada.checkOut({ order });
    const body = expectResponse(first, 402, 'card_declined');
    assert.equal(body['declineCode'], 'insufficient_funds');
    const again = await ada.checkOut({ order, key: String(first.key) });
    assert.equal(again.text, first.text);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal(attemptsAtStripe(system).length, 1, 'attempts at the provider');
    const atPayments = passed(system, 'checkout->payments', 'request', 'POST /payments');
    assert.equal(atPayments.length, 1, 'attempts at payments');
    const orderId = String(body['orderId']);
    assert.equal(await statusOf(system, orderId), 'payment_failed');
    assert.ok((await chargesOf(system, orderId)).every(({ status }) => status === 'failed'));
  },
} satisfies Scenario;
