import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid } from '../expectations.ts';
import { inDashboard, onlyRefundOf } from '../refunds-seen.ts';

export default {
  name: 'dashboard-refund-never-reported',
  broken: "An operator refunds an order in the provider's dashboard, and the provider never reports it.",
  customerSees:
    'The order shows the refund, and an email reports it, once scheduled reconciliation has found it.',
  cell: { edge: 'stripe->payments', fault: 'withhold', phase: 'throughout' },
  proves: ['webhook.fallback', 'refund.recovery'],
  repairs: ['refund_outside_holdfast'],
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ order: twoTeas }));
    await system.simulator.withholdEvents();
    await inDashboard(system, orderId, 4_200);
    await becomes(system, orderId, 'refunded');
    const { origin } = await onlyRefundOf(system, orderId);
    assert.equal(origin, 'dashboard');
  },
} satisfies Scenario;
