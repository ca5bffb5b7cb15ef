import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankOrder, bankPayment } from '../a-bank-payment.ts';
import { becomes, chargesOf, expectResponse } from '../expectations.ts';

export default {
  name: 'bank-payment-fails',
  broken: 'The bank takes days to transfer the money, then reports insufficient funds.',
  customerSees:
    '202 with a notice that the bank is transferring the money; then one email that the payment failed and nothing was charged, and 402 for the same key.',
  cell: { edge: 'payments->stripe', fault: 'processing', phase: 'after the response' },
  proves: ['webhook.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, key, end } = await bankPayment(system, ada);
    await end('failed');
    await becomes(system, orderId, 'payment_failed');
    const mail = await system.until('Ada has an email that her payment failed', async () =>
      (await system.mails()).find(({ to, text }) => to.includes(ada.email) && text.includes(orderId)),
    );
    assert.match(mail.text, /Nothing was charged/);
    const body = expectResponse(await ada.checkOut({ order: bankOrder, key }), 402, 'card_declined');
    assert.equal(body['declineCode'], 'insufficient_funds');
    assert.ok((await chargesOf(system, orderId)).every(({ status }) => status === 'failed'));
  },
} satisfies Scenario;
