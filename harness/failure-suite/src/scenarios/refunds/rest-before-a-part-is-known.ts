import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs } from '../parts-of-refunds.ts';
import { inDashboard, refundsOf } from '../refunds-seen.ts';

export default {
  name: 'rest-before-a-part-is-known',
  needs: 'redis',
  broken:
    "A part is refunded in the provider's dashboard. Payments knows, but its messages to checkout are stuck, and the customer requests a refund of everything.",
  customerSees:
    'What is left is refunded immediately, and the part is shown as soon as checkout hears of it.',
  cell: { edge: 'payments->redis', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['refund.idempotency', 'refund.recovery'],
  // The relay's pauses may have grown to 3 s, and its breaker opens.
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const stuck = await system.lab.fault('payments->redis', {
      kind: 'black_hole',
      direction: 'request',
      label: 'EVALSHA addStandardJob',
    });
    await inDashboard(system, orderId, 1_200);
    await system.until('payments knows the part', async () =>
      (await refundsOf(system, orderId)).some(({ status }) => status === 'succeeded'),
    );
    const rest = expectResponse(await ada.refund(orderId), 201);
    assert.deepEqual(rest['amount'], { amountMinor: 3_000, currency: 'usd' });
    await stuck.struck();
    await stuck.clear();
    await refundedTotalIs(system, ada, orderId, 4_200);
    await becomes(system, orderId, 'refunded');
    assert.deepEqual(await refundedAtStripe(system), [1_200, 3_000]);
  },
} satisfies Scenario;
