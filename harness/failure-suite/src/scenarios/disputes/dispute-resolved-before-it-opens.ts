import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { expectNothingSent } from '../parts-of-refunds.ts';

export default {
  name: 'dispute-resolved-before-it-opens',
  broken:
    'A payer complains, and a rule at the provider returns the money before the bank opens a dispute. Then the customer requests a refund.',
  customerSees: 'The money was returned, once: the refund is refused, and the provider gets no request.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await openDispute(system, orderId, { resolved: true });
    await disputeIs(system, ada, orderId, 'lost');
    await expectNothingSent(system, orderId, async () => {
      expectResponse(await ada.refund(orderId), 409, 'order_not_refundable');
    });
  },
} satisfies Scenario;
