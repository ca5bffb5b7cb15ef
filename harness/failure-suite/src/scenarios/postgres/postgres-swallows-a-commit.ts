import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'postgres-swallows-a-commit',
  broken:
    'The commit that accepts an order disappears on its way to Postgres; the connection stays open and silent.',
  customerSees:
    'A response before the deadline in the request. A retry with the same key places the order once, and it is paid.',
  cell: { edge: 'checkout->postgres', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['checkout.timeout', 'checkout.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const swallowed = await system.lab.strike({
      edge: 'checkout->postgres',
      direction: 'request',
      contains: ada.email,
      action: { kind: 'black_hole' },
    });
    const headers = { 'x-request-timeout-ms': '3000' };
    const first = await ada.checkOut({ attempts: 1, timeoutMs: 8_000, headers });
    await swallowed.hit();
    assert.ok([201, 503, 504].includes(first.status), `${first.status} ${String(first.failure)}`);
    assert.ok(first.endedAt - first.startedAt < 3_250, 'the response came within the deadline');
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ key: String(first.key) })));
    assert.equal((await ordersOf(system, ada)).length, 1);
  },
} satisfies Scenario;
