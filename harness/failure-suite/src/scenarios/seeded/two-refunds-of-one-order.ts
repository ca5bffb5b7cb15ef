import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { mailsAbout } from '../emails-seen.ts';
import { refundsOf } from '../refunds-seen.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'two-refunds-of-one-order',
  broken: 'The bank returns a refund; the customer requests it again, and the bank returns that one too.',
  customerSees: 'One email about each of the two refunds.',
  cell: { edge: 'stripe->payments', fault: 'late', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
    for (const nth of [1, 2]) {
      expectResponse(await ada.refund(orderId), 201);
      await system.until(
        `the bank returns refund ${nth}`,
        async () =>
          (await refundsOf(system, orderId)).filter(({ status }) => status === 'failed').length === nth,
      );
      await becomes(system, orderId, 'paid');
    }
    const mails = await system.until(
      'every refund of the order is emailed',
      async () => {
        const found = await mailsAbout(system, orderId);
        const returned = found.filter(({ subject }) => /did not reach you/.test(subject));
        return returned.length >= 2 && returned;
      },
      20_000,
    );
    assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 2, 'Message-IDs of two refunds');
  },
} satisfies Scenario;
