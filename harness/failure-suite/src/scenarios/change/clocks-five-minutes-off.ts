import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'clocks-five-minutes-off',
  broken:
    'One instance of checkout has a clock five minutes fast; one instance of payments has a clock five minutes slow.',
  customerSees: 'Nothing: each order is paid and charged once, whichever instance handles it.',
  cell: { edge: 'checkout', fault: 'wrong clock', phase: 'throughout' },
  proves: ['checkout.idempotency', 'payment.idempotency'],
  settings: {
    'checkout-2': { CLOCK_OFFSET_MS: '300000' },
    'payments-2': { CLOCK_OFFSET_MS: '-300000' },
  },
  run: async (system) => {
    const responses = await Promise.all(Array.from({ length: 6 }, () => system.shopper().checkOut()));
    const orders = responses.map(expectAccepted);
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    for (const orderId of orders) await expectChargedOnce(system, orderId);
    const fast = await system.query(
      'checkout',
      "select order_id from orders where created_at > clock_timestamp() + interval '4 minutes' and order_id = any($1)",
      [orders],
    );
    assert.ok(fast.length > 0 && fast.length < orders.length, 'only one instance had a fast clock');
  },
} satisfies Scenario;
