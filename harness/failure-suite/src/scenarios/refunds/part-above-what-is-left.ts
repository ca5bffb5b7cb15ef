import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse, statusOf } from '../expectations.ts';
import { expectNothingSent, refundedAtStripe, refundPart, tea, usd } from '../parts-of-refunds.ts';

export default {
  name: 'part-above-what-is-left',
  broken:
    'After a refund of 10.00, an operator requests more than is left: as an amount, as products, and in another currency.',
  customerSees:
    'Each request is refused with the amount that is left, and reaches neither payments nor the provider.',
  cell: { edge: 'shopper->checkout', fault: 'bad input', phase: 'before the callee sees it' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    expectResponse(await refundPart(system, ada, orderId, usd(1_000)), 201);
    const tooMuch = [usd(3_201), tea(2), { amount: { amountMinor: 1, currency: 'eur' } }];
    await expectNothingSent(system, orderId, async () => {
      for (const part of tooMuch) {
        const response = await refundPart(system, ada, orderId, part);
        const { left } = expectResponse(response, 422, 'refund_exceeds_remaining');
        assert.deepEqual(left, { amountMinor: 3_200, currency: 'usd' });
      }
    });
    assert.equal(await statusOf(system, orderId), 'paid');
    assert.deepEqual(await refundedAtStripe(system), [1_000]);
  },
} satisfies Scenario;
