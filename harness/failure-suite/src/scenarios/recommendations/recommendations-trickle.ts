import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, expectWithin, suggestionsFor } from '../suggestions-seen.ts';

const megabyte = `{"products":[${' '.repeat(1_000_000)}{"productId":"prod_tea","score":1}]}`;

export default {
  name: 'recommendations-trickle',
  broken: 'Recommendations sends a megabyte at 5 kB/s, which would take over three minutes.',
  customerSees: 'Suggestions within a second: the last good ones, or popular products.',
  cell: { edge: 'checkout->recommendations', fault: 'bandwidth', phase: 'mid-response' },
  proves: ['recommendations.timeout', 'recommendations.fallback'],
  fallacies: ['bandwidth is infinite'],
  livenessMs: 25_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    expectSuggestions(await suggestionsFor(ada), 'live');
    const slow = await system.lab.fault('checkout->recommendations', {
      kind: 'bandwidth',
      bytesPerSecond: 5_000,
      direction: 'response',
    });
    const large = await system.lab.fault('checkout->recommendations', {
      kind: 'status_after',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: megabyte,
    });
    const shown = [await suggestionsFor(ada), await suggestionsFor(system.shopper('Grace'))];
    expectSuggestions(shown[0]!, 'cache');
    expectSuggestions(shown[1]!, 'default');
    expectWithin(1_000, shown);
    await Promise.all([slow.struck(), large.struck()]);
  },
} satisfies Scenario;
