import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'postgres-cut-off-from-its-network',
  needs: 'containers',
  broken:
    'Postgres is taken out of its network: what is on the way is lost, connections fall silent, and its name leads nowhere until it is back.',
  customerSees:
    'An answer within the deadline, 503 or 504 with Retry-After at worst; sent again, each order is taken, paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'cut off', phase: 'throughout' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  fallacies: ['the network is reliable'],
  // Connections that fell silent are given up one by one, and what they held after its lease.
  livenessMs: 20_000,
  run: async (system) => {
    const shoppers = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
    await system.process('postgres').cutOff();
    const headers = { 'x-request-timeout-ms': '3000' };
    const answers = await Promise.all(
      shoppers.map((each) => each.checkOut({ attempts: 1, timeoutMs: 8_000, headers })),
    );
    for (const { status, startedAt, endedAt, failure, headers: told } of answers) {
      assert.ok([503, 504].includes(status), `${status} ${String(failure)}`);
      assert.match(told['retry-after'] ?? 'absent', /^\d+$/);
      assert.ok(endedAt - startedAt < 3_250, 'it was answered within its deadline');
    }
    await system.process('postgres').reconnect();
    for (const [index, each] of shoppers.entries()) {
      const orderId = expectAccepted(await each.checkOut({ key: String(answers[index]?.key) }));
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
