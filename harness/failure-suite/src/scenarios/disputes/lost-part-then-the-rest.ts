import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { expectNothingSent, refundedAtStripe, refundPart, usd } from '../parts-of-refunds.ts';

export default {
  name: 'lost-part-then-the-rest',
  broken:
    'We lose a dispute over a part of the payment; then a refund above what is left is requested, and one of the rest, which the provider refuses.',
  customerSees:
    'The first is refused with the amount that is left. The second is refused too; the order stays paid, and nothing is returned twice.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const dispute = await openDispute(system, orderId, { amountMinor: 1_200 });
    await dispute.close('lost');
    await disputeIs(system, ada, orderId, 'lost');
    await expectNothingSent(system, orderId, async () => {
      const refused = await refundPart(system, ada, orderId, usd(3_001));
      const { left } = expectResponse(refused, 422, 'refund_exceeds_remaining');
      assert.deepEqual(left, { amountMinor: 3_000, currency: 'usd' });
    });
    const { detail } = expectResponse(await ada.refund(orderId), 409, 'order_not_refundable');
    assert.match(String(detail), /after a lost dispute, the payment provider refunds nothing more/);
    await becomes(system, orderId, 'paid');
    assert.deepEqual(await refundedAtStripe(system), []);
  },
} satisfies Scenario;
