import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'postgres-stopped-for-five-seconds',
  broken: 'Postgres stands still for 5 s: connections stay, and nothing is answered.',
  customerSees:
    'An answer within the deadline, 503 or 504 with Retry-After at worst; sent again, each order is taken, paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'stopped', phase: 'throughout' },
  proves: ['checkout.timeout', 'payment.timeout', 'checkout.recovery'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    const shoppers = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    await system.process('postgres').pause();
    const headers = { 'x-request-timeout-ms': '3000' };
    const answers = await Promise.all(
      shoppers.map((each) => each.checkOut({ attempts: 1, timeoutMs: 8_000, headers })),
    );
    for (const { status, startedAt, endedAt, failure, headers: told } of answers) {
      assert.ok([503, 504].includes(status), `${status} ${String(failure)}`);
      assert.match(told['retry-after'] ?? 'absent', /^\d+$/);
      assert.ok(endedAt - startedAt < 3_250, 'it was answered within its deadline');
    }
    await delay(2_000);
    await system.process('postgres').resume();
    for (const [index, each] of shoppers.entries()) {
      const orderId = expectAccepted(await each.checkOut({ key: String(answers[index]?.key) }));
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
