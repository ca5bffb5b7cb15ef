import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../what-was-seen.ts';

export default {
  name: 'slow-clock-keeps-its-orders',
  broken: 'The clock of one copy of checkout is five minutes slow, and payments takes its time.',
  customerSees: 'Every order is paid at the first try: a copy with a slow clock is not taken for dead.',
  cell: { edge: 'checkout', fault: 'wrong clock', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'checkout.recovery'],
  settings: { checkout: { HOLDFAST_CLOCK_OFFSET_MS: '-300000' } },
  run: async (system) => {
    // Longer than the pause between two looks for orders that nobody works on, and shorter than an attempt.
    await system.lab.fault('checkout->payments', { kind: 'latency', ms: 2_500, direction: 'response' });
    const shoppers = Array.from({ length: 4 }, () => system.shopper());
    const answers = await Promise.all(
      shoppers.map((shopper) => shopper.checkOut({ attempts: 1, timeoutMs: 15_000 })),
    );
    for (const { status, text } of answers)
      assert.equal(
        status,
        201,
        `an order was taken away from the copy that had it in hand: ${status} ${text}`,
      );
    for (const orderId of answers.map(expectPaid)) await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
