import assert from 'node:assert/strict';
import { fastTimings } from '@holdfast/local-stack';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';

const overlapMs = Number(fastTimings['*']?.['RECONCILE_OVERLAP_MS']);

/** Waits until the refund was made before the period that payments' reconciliation compares. */
async function refundIsOld(system: System, orderId: string): Promise<void> {
  const text = `
    select from reconciliation, refund r
    where r.order_id = $1 and r.created_at < complete_until - ($2::integer + 2000) * interval '1 millisecond'`;
  await system.until(
    'reconciliation no longer compares the time of the refund',
    async () => (await system.query('payments', text, [orderId, overlapMs])).length > 0,
    overlapMs + 30_000,
  );
}

export default {
  name: 'old-refund-never-reported',
  broken:
    'A bank takes so long for a refund that reconciliation has left its time behind. Then the provider does not report it.',
  customerSees: 'The refund is pending. The order is refunded soon after the bank has made it.',
  cell: { edge: 'stripe->payments', fault: 'withhold', phase: 'throughout' },
  proves: ['webhook.fallback', 'refund.recovery'],
  repairs: ['refund_settled_record_pending'],
  // The scenario itself says how many days pass.
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    await system.simulator.withholdEvents();
    assert.equal(expectResponse(await ada.refund(orderId), 201)['status'], 'pending');
    await refundIsOld(system, orderId);
    await system.simulator.advanceDays(2);
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
