import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectBusy, expectPaid, expectResponse } from '../expectations.ts';

/** Checkout responds to every request within this time. */
const deadlineMs = 8_000;

export default {
  name: 'refund-while-postgres-hangs',
  broken: "A refund is requested while checkout's database accepts everything and responds to nothing.",
  customerSees:
    'A 503 before the deadline. The same request succeeds once the database responds, and the money is refunded once.',
  cell: { edge: 'checkout->postgres', fault: 'black hole', phase: 'throughout' },
  proves: ['refund.timeout', 'refund.retry'],
  fallacies: ['latency is zero'],
  // The breakers of checkout and its relay may be open for 10 s when the database responds again.
  livenessMs: 40_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const outage = await system.lab.fault('checkout->postgres', { kind: 'black_hole' });
    const refused = await ada.refund(orderId, { attempts: 1, timeoutMs: 2 * deadlineMs });
    const tookMs = Math.round(refused.endedAt - refused.startedAt);
    expectBusy(refused);
    assert.ok(
      tookMs < deadlineMs,
      `the refund got a response after ${tookMs} ms; the limit is ${deadlineMs} ms`,
    );
    await outage.struck();
    await outage.clear();
    expectResponse(await ada.refund(orderId, { key: String(refused.key) }), 201);
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
