import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankOrder, bankPayment } from '../a-bank-payment.ts';
import { becomes, chargesOf, expectAnswer } from '../what-was-seen.ts';

export default {
  name: 'bank-payment-fails',
  broken: 'The bank takes days to move the money, and then says that there is not enough of it.',
  customerSees:
    '202 and that the bank is moving the money; then one email that it did not go through and nothing was charged, and 402 under the same key.',
  cell: { edge: 'payments->stripe', fault: 'processing', phase: 'after the answer' },
  proves: ['webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, key, end } = await bankPayment(system, ada);
    await end('failed');
    await becomes(system, orderId, 'payment_failed');
    const mail = await system.until('Ada reads that her payment failed', async () =>
      (await system.mails()).find(({ to, text }) => to.includes(ada.email) && text.includes(orderId)),
    );
    assert.match(mail.text, /Nothing was charged/);
    const body = expectAnswer(await ada.checkOut({ order: bankOrder, key }), 402, 'card_declined');
    assert.equal(body['declineCode'], 'insufficient_funds');
    assert.ok((await chargesOf(system, orderId)).every(({ status }) => status === 'failed'));
  },
} satisfies Scenario;
