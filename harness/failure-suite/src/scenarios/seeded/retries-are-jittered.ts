import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, passed } from '../expectations.ts';

/** Few enough to keep the breaker closed. */
const orders = 8;
/**
 * A first retry pauses for up to 100 ms. Without jitter, all eight pauses are that long; with jitter, almost
 * never.
 */
const longestPauseMs = 95;

export default {
  name: 'retries-are-jittered',
  broken: 'For each of eight orders, the first request to payments is cut off in transit.',
  customerSees: 'Each order is paid immediately, by a second attempt.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['checkout.retry'],
  run: async (system) => {
    const pausesMs: number[] = [];
    for (let order = 0; order < orders; order += 1) {
      const strike = await system.lab.strike({
        edge: 'checkout->payments',
        direction: 'request',
        label: 'POST /payments',
        action: { kind: 'reset' },
      });
      expectPaid(await system.shopper().checkOut({ attempts: 1 }));
      await strike.hit();
      const [cut, again] = passed(system, 'checkout->payments', 'request', 'POST /payments').slice(-2);
      assert.ok(cut !== undefined && again !== undefined);
      pausesMs.push(Math.round(again.at - cut.at));
    }
    assert.ok(
      Math.min(...pausesMs) < longestPauseMs,
      `retries are not jittered, so callers that failed together retry together: after ${pausesMs.join(', ')} ms`,
    );
  },
} satisfies Scenario;
