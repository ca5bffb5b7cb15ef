import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'inquiry-holds-nothing',
  broken: "The payer's bank inquires about a payment, and we refund it before the inquiry is closed.",
  customerSees:
    'The refund goes through, because the bank holds no money. The order shows the inquiry, and then that it is closed.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const dispute = await openDispute(system, orderId, { inquiry: true });
    await disputeIs(system, ada, orderId, 'inquiry');
    expectResponse(await ada.refund(orderId), 201);
    await becomes(system, orderId, 'refunded');
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'closed');
    assert.deepEqual(await refundedAtStripe(system), [4_200]);
  },
} satisfies Scenario;
