import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, expectWithin, suggestionsFor } from '../suggestions-seen.ts';
import { expectPaid } from '../expectations.ts';

/** 500 ms for all attempts together, doubled for a busy machine. */
const patienceMs = 1_000;

export default {
  name: 'recommendations-slow',
  broken: 'Recommendations responds after 3 s.',
  customerSees: 'Suggestions are still shown within a second: the last good ones, or popular products.',
  cell: { edge: 'checkout->recommendations', fault: 'latency', phase: 'throughout' },
  proves: ['recommendations.timeout', 'recommendations.fallback'],
  fallacies: ['latency is zero'],
  livenessMs: 25_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    expectSuggestions(await suggestionsFor(ada), 'live');
    const fault = await system.lab.fault('checkout->recommendations', {
      kind: 'latency',
      ms: 3_000,
      direction: 'response',
    });
    const shown = [await suggestionsFor(ada), await suggestionsFor(ada)];
    const strange = await suggestionsFor(system.shopper('Grace'));
    for (const response of shown) expectSuggestions(response, 'cache');
    expectSuggestions(strange, 'default');
    expectWithin(patienceMs, [...shown, strange]);
    system.saw('stale served');
    await fault.struck();
    expectPaid(await ada.checkOut({ attempts: 1 }));
  },
} satisfies Scenario;
