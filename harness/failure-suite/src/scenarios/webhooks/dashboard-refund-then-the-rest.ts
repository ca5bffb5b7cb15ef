import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { mailsAbout } from '../emails-seen.ts';
import { inDashboard } from '../refunds-seen.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'dashboard-refund-then-the-rest',
  broken:
    "An operator refunds part of an order in the provider's dashboard; then the customer requests a refund.",
  customerSees:
    'The remaining amount is refunded. The amounts in the order and in two emails add up to what was paid.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    await inDashboard(system, orderId, 1_200);
    const refundedTotal = async (): Promise<unknown> =>
      expectResponse(await ada.get(`/orders/${orderId}`), 200)['refundedTotal'];
    await system.until('the order includes the dashboard refund', async () => {
      const { amountMinor } = (await refundedTotal()) as { amountMinor: number };
      return amountMinor === 1_200;
    });
    const refund = expectResponse(await ada.refund(orderId), 201);
    assert.deepEqual(refund['amount'], { amountMinor: 3_000, currency: 'usd' });
    await becomes(system, orderId, 'refunded');
    assert.deepEqual(await refundedTotal(), { amountMinor: 4_200, currency: 'usd' });
    for (const said of ['We have refunded $12.00', 'We have refunded $30.00'])
      await system.until(`an email says: ${said}`, async () =>
        (await mailsAbout(system, orderId)).some(({ text }) => text.includes(said)),
      );
  },
} satisfies Scenario;
