import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'twenty-refunds-with-one-key',
  broken: 'The refund of one order is requested twenty times at the same time with one key.',
  customerSees: 'The same response twenty times. The money is refunded once.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'after it ran, before a byte returns' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const slow = await system.lab.fault('payments->stripe', { kind: 'latency', ms: 150 });
    const key = randomUUID();
    const responses = await Promise.all(Array.from({ length: 20 }, () => ada.refund(orderId, { key })));
    await slow.struck();
    for (const response of responses) expectResponse(response, 201);
    assert.equal(new Set(responses.map(({ text }) => text)).size, 1);
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
