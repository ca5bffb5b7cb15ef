import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeHistory, disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { expectNothingSent, refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'dispute-won-then-refunded',
  broken: 'A customer requests a refund while the bank decides a dispute, and again after we win it.',
  customerSees:
    'The first request is refused, and the provider gets none. The second refunds everything, once.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const dispute = await openDispute(system, orderId);
    await disputeIs(system, ada, orderId, 'needs_response');
    await expectNothingSent(system, orderId, async () =>
      expectResponse(await ada.refund(orderId), 409, 'order_not_refundable'),
    );
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'won');
    expectResponse(await ada.refund(orderId), 201);
    await becomes(system, orderId, 'refunded');
    assert.deepEqual(await refundedAtStripe(system), [4_200]);
    assert.deepEqual(await disputeHistory(system, orderId), ['needs_response', 'won']);
  },
} satisfies Scenario;
