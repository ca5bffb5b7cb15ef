import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundPart, usd } from '../parts-of-refunds.ts';

export default {
  name: 'refund-fails-during-a-dispute',
  broken:
    'The provider accepts a refund of a part, the payer disputes the rest, and then the bank refuses the refund: the card is closed.',
  customerSees:
    'The refund is pending, and then it did not go through. The dispute is not named as the cause, because it is none.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  // The refund is pending until the bank refuses it.
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const order = { ...twoTeas, paymentMethod: 'pm_card_pendingRefund' };
    const orderId = expectPaid(await ada.checkOut({ order }));
    const accepted = expectResponse(await refundPart(system, ada, orderId, usd(2_100)), 201);
    assert.equal(accepted['status'], 'pending');
    const dispute = await openDispute(system, orderId, { amountMinor: 1_000 });
    await disputeIs(system, ada, orderId, 'needs_response');
    const [refund] = (await system.ledgers()).refunds;
    await system.simulator.post(`/_simulator/refunds/${refund?.refundId}/settle`, { as: 'failed' });
    await becomes(system, orderId, 'paid');
    const { notice } = expectResponse(await ada.get(`/orders/${orderId}`), 200);
    assert.match(String(notice), /^Your refund of \$21\.00 did not go through, so no money was returned\./);
    assert.doesNotMatch(String(notice), /dispute/, 'the cause of the failure');
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'won');
  },
} satisfies Scenario;
