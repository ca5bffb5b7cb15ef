import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { holdAt } from '../at-a-point.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import {
  expectNothingSent,
  refundedAtStripe,
  refundedTotalIs,
  refundPart,
  usd,
} from '../parts-of-refunds.ts';

export default {
  name: 'disputed-before-our-refund-is-known',
  broken:
    'The provider refunds a part of the payment, its response is lost, and before the next attempt the payer disputes the rest and wins.',
  customerSees:
    'The part counts as refunded, once, and the dispute as lost: together exactly what was paid. Nothing else is refunded.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const point = { edge: 'payments->stripe', direction: 'response', label: 'POST /v1/refunds' } as const;
    const { held, outcome } = await holdAt(system, point, () => refundPart(system, ada, orderId, usd(2_100)));
    const dispute = await openDispute(system, orderId);
    await held.release('reset');
    expectResponse(await outcome, 201);
    await refundedTotalIs(system, ada, orderId, 2_100);
    await disputeIs(system, ada, orderId, 'needs_response');
    await dispute.close('lost');
    const shown = await disputeIs(system, ada, orderId, 'lost');
    assert.deepEqual(shown['amount'], { amountMinor: 2_100, currency: 'usd' });
    await expectNothingSent(system, orderId, async () =>
      expectResponse(await refundPart(system, ada, orderId, usd(100)), 409, 'order_not_refundable'),
    );
    assert.deepEqual(await refundedAtStripe(system), [2_100]);
  },
} satisfies Scenario;
