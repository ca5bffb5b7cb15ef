import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectPaid, expectResponse, statusOf } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, usd } from '../parts-of-refunds.ts';
import { inDashboard } from '../refunds-seen.ts';

export default {
  name: 'part-and-dashboard-part',
  broken:
    "While our refund of a part is on its way, another part is refunded in the provider's dashboard. Both fit.",
  customerSees: 'Both parts, once each. The order stays paid and shows their sum.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'before the callee sees it' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const point = { edge: 'payments->stripe', direction: 'request', label: 'POST /v1/refunds' } as const;
    const { held, outcome } = await holdAt(system, point, () => refundPart(system, ada, orderId, usd(2_000)));
    await inDashboard(system, orderId, 1_200);
    await held.release('forward');
    expectResponse(await outcome, 201);
    await refundedTotalIs(system, ada, orderId, 3_200);
    assert.equal(await statusOf(system, orderId), 'paid');
    assert.deepEqual(await refundedAtStripe(system), [1_200, 2_000]);
  },
} satisfies Scenario;
