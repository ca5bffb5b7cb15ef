import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, usd } from '../parts-of-refunds.ts';
import { inDashboard, onlyRefundOf } from '../refunds-seen.ts';

export default {
  name: 'refund-in-doubt-behind-others',
  broken:
    "The provider refunds a part, stores a 500 under the refund's key, and sends no events. Meanwhile three other parts are refunded in its dashboard, more than its list has on one page.",
  customerSees:
    'Each part is refunded once. Payments reads the list of refunds to its end, and takes none of the others for its own.',
  cell: { edge: 'payments->stripe', fault: '5xx', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency', 'refund.recovery'],
  settings: { 'stripe-simulator': { PAGE_LIMITS: 'refund=2' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    await system.simulator.withholdEvents();
    await system.simulator.fault({ route: 'POST /v1/refunds', fault: 'error_500_after_effect', times: 1 });
    const point = { edge: 'payments->stripe', direction: 'response', label: 'POST /v1/refunds' } as const;
    const { held, outcome } = await holdAt(system, point, () => refundPart(system, ada, orderId, usd(1_000)));
    for (const amountMinor of [500, 600, 700]) await inDashboard(system, orderId, amountMinor);
    await held.release('forward');
    expectResponse(await outcome, 201);
    const { provider_refund_id: found } = await onlyRefundOf(system, orderId);
    const { refunds } = await system.ledgers();
    const taken = refunds.find(({ refundId }) => refundId === found);
    assert.equal(taken?.amountMinor, 1_000, 'amount of the refund that payments found');
    await system.simulator.clearFaults();
    await refundedTotalIs(system, ada, orderId, 2_800);
    assert.deepEqual(await refundedAtStripe(system), [500, 600, 700, 1_000]);
  },
} satisfies Scenario;
