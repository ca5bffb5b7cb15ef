import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargedLate, untilRefundedInFull } from '../a-late-charge.ts';
import { statusOf } from '../expectations.ts';

export default {
  name: 'late-charge-never-reported',
  broken:
    'A declined payment is confirmed later at the provider, outside the shop, and no webhook about it arrives.',
  customerSees: 'The order stays failed. Reconciliation finds the charge, and it is refunded in full.',
  cell: { edge: 'stripe->payments', fault: 'a late charge', phase: 'after the response' },
  proves: ['webhook.fallback', 'refund.recovery'],
  chargedElsewhere: 1,
  repairs: ['charge_succeeded_payment_failed'],
  livenessMs: 30_000,
  run: async (system) => {
    await system.simulator.withholdEvents();
    const orderId = await chargedLate(system, system.shopper('Ada'));
    await untilRefundedInFull(system, orderId);
    assert.equal(await statusOf(system, orderId), 'payment_failed');
  },
} satisfies Scenario;
