import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargedLate, untilRefundedInFull, refundOfLateCharge } from '../a-late-charge.ts';
import { statusOf } from '../expectations.ts';
import { ordersComparedWhenOld } from '../reconciliation-seen.ts';

export default {
  name: 'late-charge-refund-pending',
  broken:
    'A declined payment is confirmed later, outside the shop. The bank takes days for its refund; checkout and payments restart meanwhile.',
  customerSees:
    'The order stays failed. The charge is refunded once, in full, and the history says so only when the bank has made the refund.',
  cell: { edge: 'payments->stripe', fault: 'days pass', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.idempotency'],
  chargedElsewhere: 1,
  // Stripe does not say when a refund settled, so reconciliation may see that before the webhook comes.
  repairs: ['refund_settled_record_pending'],
  // Restarted services, like bank-debit-of-days-paid.
  livenessMs: 30_000,
  // The scenario itself says how many days pass.
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  run: async (system) => {
    const orderId = await chargedLate(system, system.shopper('Ada'), 'pm_card_pendingRefund');
    await system.until(
      'the refund is accepted',
      async () => (await refundOfLateCharge(system, orderId))?.['payment_refund_id'],
      20_000,
    );
    await Promise.all(
      ['checkout', 'checkout-2', 'payments', 'payments-2'].map((name) => system.process(name).restart()),
    );
    await ordersComparedWhenOld(system);
    assert.equal((await refundOfLateCharge(system, orderId))?.['status'], 'pending');
    await system.simulator.advanceDays(2);
    await untilRefundedInFull(system, orderId);
    await system.until(
      'checkout knows that the refund succeeded',
      async () => (await refundOfLateCharge(system, orderId))?.['status'] === 'succeeded',
      20_000,
    );
    assert.equal(await statusOf(system, orderId), 'payment_failed');
  },
} satisfies Scenario;
