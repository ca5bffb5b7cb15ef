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
    'A part of one payment and all of another are refunded, and then their payers dispute the whole. We lose, and the provider reinstates what had been refunded.',
  customerSees:
    'The dispute over the whole amount, and then over what the bank has returned for good. Both returns together are what was paid.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  run: async (system) => {
    const refundedThenLost = async (name: string, refunded: number, status: string): Promise<void> => {
      const customer = system.shopper(name);
      const orderId = expectPaid(await customer.checkOut({ order: twoTeas }));
      expectResponse(await refundPart(system, customer, orderId, usd(refunded)), 201);
      const dispute = await openDispute(system, orderId, { whole: true });
      const opened = await disputeIs(system, customer, orderId, 'needs_response');
      assert.partialDeepStrictEqual(opened, usd(4_200));
      await dispute.close('lost');
      await system.until('the order shows what the bank returned for good', async () => {
        const { amount } = await disputeIs(system, customer, orderId, 'lost');
        return isDeepStrictEqual({ amount }, usd(4_200 - refunded));
      });
      assert.equal(await statusOf(system, orderId), status);
    };
    await refundedThenLost('Ada', 1_200, 'paid');
    await refundedThenLost('Grace', 4_200, 'refunded');
  },
} satisfies Scenario;
