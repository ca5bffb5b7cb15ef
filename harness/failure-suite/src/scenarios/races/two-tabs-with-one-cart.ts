import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { expectResponse, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'two-tabs-with-one-cart',
  broken:
    'A cart is open in two tabs that share its key. Both send it; the first is closed before its response arrives.',
  customerSees: "The second tab is asked to wait, then shows the first tab's order: one order, one charge.",
  cell: { edge: 'shopper->checkout', fault: 'client vanishes', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const { orderId, held, outcome } = await orderBeingCharged(system, ada, {
      key,
      attempts: 1,
      timeoutMs: 1_000,
      headers: { 'x-request-timeout-ms': '' },
    });
    const secondTab = await ada.checkOut({ key, attempts: 1 });
    expectResponse(secondTab, 409, 'idempotency_in_flight');
    assert.match(secondTab.headers['retry-after'] ?? 'absent', /^\d+$/);
    assert.equal((await outcome).status, 0, 'the first tab is closed');
    const waiting = ada.checkOut({ key, headers: { prefer: 'wait=5' }, timeoutMs: 10_000 });
    await held.release('forward');
    assert.equal(expectPaid(await waiting), orderId);
    assert.equal((await ordersOf(system, ada)).length, 1);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
