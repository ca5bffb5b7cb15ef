import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectChargedOnce, expectResponse } from '../expectations.ts';
import { expectNothingSent, refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'bank-debit-fails-after-it-arrived',
  broken:
    'A bank debit arrives. Later the bank reports that the account had not enough money, and takes the debit back. The provider calls this a lost dispute.',
  customerSees:
    'The history says that the bank could not collect the payment after all: the payer disputes nothing. A refund is refused, because the bank has already taken the money back.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['webhook.idempotency', 'refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const payment = await bankPayment(system, ada);
    await payment.end('succeeded');
    await becomes(system, payment.orderId, 'paid');
    await openDispute(system, payment.orderId, { reason: 'insufficient_funds' });
    await disputeIs(system, ada, payment.orderId, 'lost');
    const { events } = expectResponse(await ada.get(`/orders/${payment.orderId}/history`), 200) as {
      events: readonly { readonly text: string }[];
    };
    assert.match(
      String(events.at(-1)?.text),
      /could not collect this payment after all\. It took \S+ back\.$/,
    );
    await expectNothingSent(system, payment.orderId, async () => {
      const { detail } = expectResponse(await ada.refund(payment.orderId), 409, 'order_not_refundable');
      assert.match(String(detail), /the payer's bank has already taken back/);
    });
    await expectChargedOnce(system, payment.orderId);
    assert.deepEqual(await refundedAtStripe(system), []);
  },
} satisfies Scenario;
