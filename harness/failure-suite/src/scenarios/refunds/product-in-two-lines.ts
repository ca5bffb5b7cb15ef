import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundPart, tea } from '../parts-of-refunds.ts';

const order = {
  lines: [
    { productId: 'prod_tea', quantity: 1 },
    { productId: 'prod_tea', quantity: 3 },
  ],
};

export default {
  name: 'product-in-two-lines',
  broken: 'Nothing, but a cart lists one product in two lines: one pack of tea, and three.',
  customerSees: 'Two packs are refunded, then the other two, and no fifth one.',
  cell: { edge: 'shopper->checkout', fault: 'an unusual request', phase: 'after the response' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order }));
    expectResponse(await refundPart(system, ada, orderId, tea(2)), 201);
    expectResponse(await refundPart(system, ada, orderId, tea(3)), 422, 'refund_exceeds_remaining');
    expectResponse(await refundPart(system, ada, orderId, tea(2)), 201);
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
