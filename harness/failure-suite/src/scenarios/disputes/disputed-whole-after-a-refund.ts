import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid, expectResponse, statusOf } from '../expectations.ts';
import { refundPart, usd } from '../parts-of-refunds.ts';

export default {
  name: 'disputed-whole-after-a-refund',
  broken:
    'A part is refunded, and then the payer disputes the whole payment. We lose, and the provider reinstates what had been refunded.',
  customerSees:
    'The dispute over the whole amount, and then over what the bank has returned for good. Both returns together are what was paid.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    expectResponse(await refundPart(system, ada, orderId, usd(1_200)), 201);
    const dispute = await openDispute(system, orderId, { whole: true });
    const opened = await disputeIs(system, ada, orderId, 'needs_response');
    assert.partialDeepStrictEqual(opened, usd(4_200));
    await dispute.close('lost');
    await system.until('the order shows what the bank returned for good', async () => {
      const { amount } = await disputeIs(system, ada, orderId, 'lost');
      return isDeepStrictEqual({ amount }, usd(3_000));
    });
    assert.equal(await statusOf(system, orderId), 'paid');
  },
} satisfies Scenario;
