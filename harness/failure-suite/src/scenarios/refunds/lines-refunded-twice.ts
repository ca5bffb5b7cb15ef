import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { expectNothingSent, refundedAtStripe, refundPart, tea, type Part } from '../parts-of-refunds.ts';

const order = {
  lines: [
    { productId: 'prod_tea', quantity: 2 },
    { productId: 'prod_rope', quantity: 1 },
  ],
};
const one = (productId: string): Part => ({ lines: [{ productId, quantity: 1 }] });
const threeTeas: Part = {
  lines: [
    { productId: 'prod_tea', quantity: 2 },
    { productId: 'prod_tea', quantity: 1 },
  ],
};

export default {
  name: 'lines-refunded-twice',
  broken:
    'An operator asks to refund three of two packs of tea, in two lines. Then both are refunded, and later one of them again; also a product that was not bought.',
  customerSees:
    'The tea is refunded once. The others are refused, although the payment would cover them. The rope is refunded.',
  cell: { edge: 'shopper->checkout', fault: 'repeat', phase: 'after the response' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order }));
    await expectNothingSent(system, orderId, async () => {
      expectResponse(await refundPart(system, ada, orderId, threeTeas), 400, 'validation_failed');
    });
    expectResponse(await refundPart(system, ada, orderId, tea(2)), 201);
    await expectNothingSent(system, orderId, async () => {
      for (const part of [one('prod_tea'), one('prod_lantern')])
        expectResponse(await refundPart(system, ada, orderId, part), 422, 'refund_exceeds_remaining');
    });
    expectResponse(await refundPart(system, ada, orderId, one('prod_rope')), 201);
    assert.equal((await refundedAtStripe(system)).length, 2);
  },
} satisfies Scenario;
