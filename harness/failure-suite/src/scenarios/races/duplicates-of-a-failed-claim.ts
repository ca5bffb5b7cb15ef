import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectBusy, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

/** Checkout gives up a connection after a second. Three times that, for a busy machine. */
const promptMs = 3_000;

export default {
  name: 'duplicates-of-a-failed-claim',
  broken:
    'One order is sent twenty times at the same time with one key, while checkout cannot connect to its database.',
  customerSees:
    '503 with Retry-After, twenty times, within about a second. Later, the same key is paid, charged once.',
  cell: { edge: 'checkout->postgres', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.idempotency', 'checkout.timeout'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const outage = await system.lab.fault('checkout->postgres', { kind: 'refuse' });
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => ada.checkOut({ key, attempts: 1, timeoutMs: 15_000 })),
    );
    for (const response of responses) {
      expectBusy(response);
      const tookMs = Math.round(response.endedAt - response.startedAt);
      assert.ok(tookMs < promptMs, `a response took ${tookMs} ms`);
    }
    await outage.struck();
    assert.deepEqual(await ordersOf(system, ada), []);
    await outage.clear();
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ key })));
  },
} satisfies Scenario;
