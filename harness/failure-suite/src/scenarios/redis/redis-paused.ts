import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bodyOf } from '@holdfast/witness';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { bestSource } from '../suggestions-seen.ts';

/** Far below any client's timeout, but enough for an order on a busy machine. */
const notHangingMs = 1_500;

export default {
  name: 'redis-paused',
  needs: 'redis',
  broken: 'Redis is paused (SIGSTOP): it accepts connections but never responds.',
  customerSees:
    'Nothing hangs: orders are paid and suggestions are shown. Receipts arrive once Redis resumes.',
  cell: { edge: 'checkout->redis', fault: 'pause', phase: 'throughout' },
  proves: ['checkout.timeout', 'recommendations.timeout', 'receipt.recovery'],
  livenessMs: 40_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const redis = system.process('redis');
    await redis.pause();
    const paid = [await ada.checkOut({ attempts: 1 }), await ada.checkOut({ attempts: 1 })];
    const shown = await ada.get(`/recommendations?customerId=${encodeURIComponent(ada.email)}&limit=3`);
    const orders = paid.map(expectPaid);
    assert.equal(shown.status, 200);
    assert.equal(bodyOf(shown)['source'], bestSource(system));
    for (const { path, startedAt, endedAt } of [...paid, shown])
      assert.ok(
        endedAt - startedAt < notHangingMs,
        `${path} took ${endedAt - startedAt} ms with Redis paused`,
      );
    await redis.resume();
    for (const orderId of orders) await isMailed(system, orderId, 40_000);
  },
} satisfies Scenario;
