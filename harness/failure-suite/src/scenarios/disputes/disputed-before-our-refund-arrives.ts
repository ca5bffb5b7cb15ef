import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute, timeForADispute } from '../a-dispute.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'disputed-before-our-refund-arrives',
  broken: 'While our refund is on its way to the provider, the payer disputes the payment.',
  customerSees:
    'The refund is refused because of the dispute; no money is returned. Once the dispute is won, a new refund goes through.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'before the callee sees it' },
  proves: ['refund.idempotency', 'refund.recovery'],
  isShort: true,
  settings: timeForADispute,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const point = { edge: 'payments->stripe', direction: 'request', label: 'POST /v1/refunds' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.refund(orderId, { attempts: 1, timeoutMs: 15_000 }),
    );
    const dispute = await openDispute(system, orderId);
    await held.release('forward');
    expectResponse(await outcome, 409, 'order_not_refundable');
    await becomes(system, orderId, 'paid');
    await disputeIs(system, ada, orderId, 'needs_response');
    assert.deepEqual(await refundedAtStripe(system), []);
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'won');
    expectResponse(await ada.refund(orderId), 201);
    await becomes(system, orderId, 'refunded');
    assert.deepEqual(await refundedAtStripe(system), [4_200]);
  },
} satisfies Scenario;
