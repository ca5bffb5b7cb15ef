import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { mailsAbout } from '../emails-seen.ts';
import { becomes, expectPaid, expectResponse, statusOf } from '../expectations.ts';
import { ordersComparedWhenOld } from '../reconciliation-seen.ts';
import { onlyRefundOf } from '../refunds-seen.ts';

export default {
  name: 'refund-pending-for-long',
  broken: 'A bank takes days for a refund. Reconciliation compares the order meanwhile.',
  customerSees: 'The refund is pending until the bank has made it. Only then an email says so.',
  cell: { edge: 'payments->stripe', fault: 'days pass', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  // Stripe does not say when a refund settled, so reconciliation may see that before the webhook comes.
  repairs: ['refund_settled_record_pending'],
  // The scenario itself says how many days pass.
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    assert.equal(expectResponse(await ada.refund(orderId), 201)['status'], 'pending');
    await ordersComparedWhenOld(system);
    assert.equal(await statusOf(system, orderId), 'refund_pending');
    assert.equal((await onlyRefundOf(system, orderId))['status'], 'pending');
    const early = (await mailsAbout(system, orderId)).filter(({ text }) => text.includes('We have refunded'));
    assert.deepEqual(early, [], 'emails about a refund that the bank has not made');
    await system.simulator.advanceDays(2);
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
