import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'slow-clock-keeps-its-orders',
  broken: 'The clocks of both instances of checkout are five minutes slow, and payments is slow to respond.',
  customerSees:
    'Every order is paid on the first attempt: an instance with a slow clock is not considered dead.',
  cell: { edge: 'checkout', fault: 'wrong clock', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  settings: { checkout: { CLOCK_OFFSET_MS: '-300000' } },
  run: async (system) => {
    // Longer than the completer's poll interval and shorter than the attempt timeout of 2 s.
    await system.lab.fault('checkout->payments', { kind: 'latency', ms: 1_500, direction: 'response' });
    const shoppers = Array.from({ length: 4 }, () => system.shopper());
    const responses = await Promise.all(
      shoppers.map((shopper) => shopper.checkOut({ attempts: 1, timeoutMs: 15_000 })),
    );
    const wasTakenAway = 'an order was taken away from a live instance';
    for (const { status, text } of responses) assert.equal(status, 201, `${wasTakenAway}: ${status} ${text}`);
    for (const orderId of responses.map(expectPaid)) {
      // The other instance may be equally fast; then only the epoch shows the takeover.
      const keys = await system.query(
        'checkout',
        'select k.epoch from idempotency_key k join orders using (key_hash) where order_id = $1',
        [orderId],
      );
      assert.deepEqual(keys, [{ epoch: 1 }], wasTakenAway);
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
