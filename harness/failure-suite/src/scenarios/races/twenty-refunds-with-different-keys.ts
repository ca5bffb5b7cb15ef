import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bodyOf } from '@holdfast/witness';
import { becomes, expectPaid } from '../expectations.ts';

export default {
  name: 'twenty-refunds-with-different-keys',
  broken:
    'The refund of one order is requested twenty times at the same time, each with its own key, from both instances.',
  customerSees: 'One request gets 201, the others 409. The money is refunded once.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'throughout' },
  proves: ['refund.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const slow = await system.lab.fault('payments->stripe', { kind: 'latency', ms: 150 });
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => ada.refund(orderId, { attempts: 1 })),
    );
    await slow.struck();
    const refused = responses.filter(({ status }) => status === 409);
    assert.equal(responses.filter(({ status }) => status === 201).length, 1);
    assert.equal(refused.length, 19);
    for (const each of refused) assert.equal(bodyOf(each)['code'], 'order_not_refundable');
    const started = await system.query('checkout', 'select from refund where order_id = $1', [orderId]);
    assert.equal(started.length, 1, 'refunds that were started');
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
