import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse, passed, statusOf } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, tea } from '../parts-of-refunds.ts';

export default {
  name: 'part-response-lost',
  broken: 'The provider refunds one of two packs of tea, but its response is lost.',
  customerSees: 'The pack is refunded once, and the order stays paid.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency', 'refund.retry'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    await system.lab.strike({ edge: 'payments->stripe', direction: 'response', action: { kind: 'reset' } });
    const refund = expectResponse(await refundPart(system, ada, orderId, tea(1)), 201);
    assert.deepEqual(refund['amount'], { amountMinor: 2_100, currency: 'usd' });
    await refundedTotalIs(system, ada, orderId, 2_100);
    assert.equal(await statusOf(system, orderId), 'paid');
    assert.ok(passed(system, 'payments->stripe', 'request', 'POST /v1/refunds').length >= 2);
    assert.deepEqual(await refundedAtStripe(system), [2_100]);
  },
} satisfies Scenario;
