import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';

export default {
  name: 'refund-settled-before-its-response',
  broken:
    "Payments' response says that a refund is pending, and arrives only after the event that says that it was made.",
  customerSees: 'That the refund was made, in the response and in the order.',
  cell: { edge: 'checkout->payments', fault: 'late', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency'],
  // Less than an attempt takes at most, so that the response is not given up before the event arrives.
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '300' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    const point = { edge: 'checkout->payments', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () => ada.refund(orderId, { attempts: 1 }));
    const settled = `select from refund where order_id = $1 and status = 'succeeded'`;
    await system.until(
      'checkout knows that the refund was made',
      async () => (await system.query('checkout', settled, [orderId])).length === 1,
    );
    await held.release('forward');
    assert.equal(expectResponse(await outcome, 201)['status'], 'succeeded');
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
