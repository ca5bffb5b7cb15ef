import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, untilRefunded, usd } from '../parts-of-refunds.ts';

export default {
  name: 'two-parts-at-once',
  broken: 'Two operators refund different parts of one order at the same moment.',
  customerSees:
    'Both parts, once each: one immediately, the other when its operator tries again, if the first is still in progress.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'before the callee sees it' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const parts = [usd(1_000), usd(1_500)];
    const responses = await Promise.all(parts.map((part) => refundPart(system, ada, orderId, part)));
    const refused = responses.filter(({ status }) => status !== 201);
    assert.ok(refused.length < parts.length, 'at least one part is refunded immediately');
    for (const response of refused) expectResponse(response, 409, 'order_not_refundable');
    for (const [index, part] of parts.entries())
      if (responses[index]?.status !== 201) await untilRefunded(system, ada, orderId, part, uuidv7());
    await refundedTotalIs(system, ada, orderId, 2_500);
    assert.deepEqual(await refundedAtStripe(system), [1_000, 1_500]);
  },
} satisfies Scenario;
