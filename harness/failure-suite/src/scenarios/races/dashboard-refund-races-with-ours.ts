import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { inDashboard } from '../refunds-seen.ts';
import { becomes, expectResponse, expectPaid, statusOf } from '../expectations.ts';

export default {
  name: 'dashboard-refund-races-with-ours',
  broken:
    "While our refund is on its way to the provider, an operator refunds part of the order in the provider's dashboard; that event arrives late.",
  customerSees:
    'A truthful refusal, and with the next request the remaining amount: never more than was paid.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'before the callee sees it' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const strike = await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'request',
      label: 'POST /v1/refunds',
      action: { kind: 'hold' },
    });
    const ours = ada.refund(orderId, { attempts: 1 });
    await strike.hit();
    await inDashboard(system, orderId, 1_200);
    await strike.release('forward');
    const first = await ours;
    assert.ok([201, 409].includes(first.status), first.text);
    await becomes(system, orderId, 'paid');
    await system.until('the order includes the dashboard refund', async () => {
      const order = expectResponse(await ada.get(`/orders/${orderId}`), 200);
      return (order['refundedTotal'] as { amountMinor: number }).amountMinor === 1_200;
    });
    const rest = expectResponse(await ada.refund(orderId), 201);
    assert.deepEqual(rest['amount'], { amountMinor: 3_000, currency: 'usd' });
    assert.equal(await statusOf(system, orderId), 'refunded');
  },
} satisfies Scenario;
