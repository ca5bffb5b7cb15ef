import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { disputeIs } from '../a-dispute.ts';
import { becomes, expectChargedOnce, expectResponse } from '../expectations.ts';
import { expectNothingSent, refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'bank-debit-returned',
  broken:
    'A bank debit arrives, and the bank returns the money in the same moment: the payer had not authorized it. Such a return is final.',
  customerSees:
    'The order is paid and shows a lost dispute. A refund is refused, because the bank has already taken the money back.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['webhook.idempotency', 'refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const payment = await bankPayment(system, ada, 'pm_usBankAccount_dispute');
    await payment.end('succeeded');
    await becomes(system, payment.orderId, 'paid');
    await disputeIs(system, ada, payment.orderId, 'lost');
    await expectChargedOnce(system, payment.orderId);
    await expectNothingSent(system, payment.orderId, async () => {
      const { detail } = expectResponse(await ada.refund(payment.orderId), 409, 'order_not_refundable');
      assert.match(String(detail), /the payer's bank has already taken back/);
    });
    assert.deepEqual(await refundedAtStripe(system), []);
  },
} satisfies Scenario;
