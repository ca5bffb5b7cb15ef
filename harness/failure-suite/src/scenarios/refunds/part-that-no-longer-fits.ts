import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, usd } from '../parts-of-refunds.ts';
import { inDashboard } from '../refunds-seen.ts';

export default {
  name: 'part-that-no-longer-fits',
  broken:
    "While our refund of a large part is on its way, another part is refunded in the provider's dashboard, so that ours no longer fits.",
  customerSees: 'Ours is refused and frees its amount: a new refund returns exactly what is left.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'before the callee sees it' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const point = { edge: 'payments->stripe', direction: 'request', label: 'POST /v1/refunds' } as const;
    const { held, outcome } = await holdAt(system, point, () => refundPart(system, ada, orderId, usd(4_000)));
    await inDashboard(system, orderId, 1_200);
    await held.release('forward');
    const refused = await outcome;
    assert.ok([409, 422].includes(refused.status), refused.text);
    await becomes(system, orderId, 'paid');
    await refundedTotalIs(system, ada, orderId, 1_200);
    expectResponse(await refundPart(system, ada, orderId, usd(3_000)), 201);
    await becomes(system, orderId, 'refunded');
    assert.deepEqual(await refundedAtStripe(system), [1_200, 3_000]);
  },
} satisfies Scenario;
