import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, refundPart, untilRefunded, usd } from '../parts-of-refunds.ts';

export default {
  name: 'part-replayed',
  broken:
    "Payments refunds a part, and its response to checkout is lost. The operator's client repeats the request, also with another amount under the same key.",
  customerSees:
    'The part is refunded once. The other amount is refused, because the key belongs to the first request.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency', 'refund.retry'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const key = uuidv7();
    await system.lab.strike({ edge: 'checkout->payments', direction: 'response', action: { kind: 'reset' } });
    const refund = await untilRefunded(system, ada, orderId, usd(1_000), key);
    assert.deepEqual(refund['amount'], usd(1_000).amount);
    const replay = expectResponse(await refundPart(system, ada, orderId, usd(1_000), { key }), 201);
    assert.equal(replay['refundId'], refund['refundId']);
    expectResponse(
      await refundPart(system, ada, orderId, usd(2_000), { key }),
      422,
      'idempotency_key_reused',
    );
    await refundedTotalIs(system, ada, orderId, 1_000);
    assert.deepEqual(await refundedAtStripe(system), [1_000]);
  },
} satisfies Scenario;
