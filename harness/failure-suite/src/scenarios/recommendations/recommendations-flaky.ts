import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, suggestionsShown } from '../suggestions-seen.ts';
import { passed } from '../expectations.ts';

const asked = 260;
const copies = 2;
/** Successes first: an instance's breaker may still count up to 19 failures from the last ten seconds. */
const goodAtFirst = 60;
/** Two of five fail: too few to open the breaker, which takes half, or five in a row. */
const fails = (request: number): boolean => request >= goodAtFirst && request % 5 < 2;

export default {
  name: 'recommendations-flaky',
  broken: 'Recommendations returns 503 to two of five requests, too few to open the breaker.',
  customerSees:
    'Live suggestions or popular products. Retries add at most 10% to the load on recommendations.',
  cell: { edge: 'checkout->recommendations', fault: '503', phase: 'before the callee sees it' },
  proves: ['recommendations.retry', 'recommendations.fallback'],
  run: async (system) => {
    const began = performance.now();
    for (let request = 0; request < asked; request += 1) {
      const failure = fails(request)
        ? await system.lab.fault('checkout->recommendations', { kind: 'status', status: 503, times: 1 })
        : undefined;
      expectSuggestions(await suggestionsShown(system.shopper()), 'live', 'cache', 'default');
      await failure?.struck();
    }
    const onTheWire = passed(system, 'checkout->recommendations', 'request').length;
    // The budget allows one retry per second and instance, with a burst of ten seconds' worth.
    const bound = 1.1 * asked + copies * (10 + (performance.now() - began) / 1_000);
    assert.ok(
      onTheWire <= bound,
      `${onTheWire} requests on the wire for ${asked}: retries go beyond their budget of ${Math.floor(bound) - asked}`,
    );
  },
} satisfies Scenario;
