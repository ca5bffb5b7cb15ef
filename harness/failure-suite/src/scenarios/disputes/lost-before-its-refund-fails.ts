import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute, timeForADispute } from '../a-dispute.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'lost-before-its-refund-fails',
  broken:
    'While our refund is on its way to the provider, the payer disputes the payment and wins. Then the provider refuses the refund.',
  customerSees:
    'The dispute is lost and the refund was not made. The order counts as paid, and nothing as refunded.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'before the callee sees it' },
  proves: ['refund.idempotency', 'refund.recovery'],
  settings: timeForADispute,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const point = { edge: 'payments->stripe', direction: 'request', label: 'POST /v1/refunds' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.refund(orderId, { attempts: 1, timeoutMs: 15_000 }),
    );
    const dispute = await openDispute(system, orderId);
    await dispute.close('lost');
    await disputeIs(system, ada, orderId, 'lost');
    await held.release('forward');
    expectResponse(await outcome, 409, 'order_not_refundable');
    await becomes(system, orderId, 'paid');
    const { refundedTotal } = expectResponse(await ada.get(`/orders/${orderId}`), 200);
    assert.deepEqual(refundedTotal, { amountMinor: 0, currency: 'usd' });
    assert.deepEqual(await refundedAtStripe(system), []);
  },
} satisfies Scenario;
