import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { expectNothingSent, refundPart, usd } from '../parts-of-refunds.ts';

export default {
  name: 'dispute-lost-then-refund-refused',
  broken: 'We lose a dispute over the whole payment; then the customer and an operator request refunds.',
  customerSees:
    'Both are refused, because the bank has already taken the money back. The provider gets no request.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const dispute = await openDispute(system, orderId);
    await dispute.close('lost');
    await disputeIs(system, ada, orderId, 'lost');
    await expectNothingSent(system, orderId, async () => {
      expectResponse(await ada.refund(orderId), 409, 'order_not_refundable');
      expectResponse(await refundPart(system, ada, orderId, usd(100)), 409, 'order_not_refundable');
    });
  },
} satisfies Scenario;
