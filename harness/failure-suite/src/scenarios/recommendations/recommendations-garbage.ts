import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, suggestionsFor } from '../suggestions-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'recommendations-garbage',
  broken: 'Recommendations returns garbage, then JSON that does not match its contract.',
  customerSees: 'The last good suggestions or popular products, with a notice. None of the garbage is shown.',
  cell: { edge: 'checkout->recommendations', fault: 'garbage', phase: 'mid-response' },
  proves: ['recommendations.fallback'],
  livenessMs: 25_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    expectSuggestions(await suggestionsFor(ada), 'live');
    const garbage = await system.lab.fault('checkout->recommendations', { kind: 'garbage' });
    expectSuggestions(await suggestionsFor(ada), 'cache');
    expectSuggestions(await suggestionsFor(system.shopper('Grace')), 'default');
    await garbage.struck();
    await garbage.clear();
    const wrong = await system.lab.fault('checkout->recommendations', {
      kind: 'status',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"products":[{"id":1},null]}',
    });
    expectSuggestions(await suggestionsFor(ada), 'cache');
    await wrong.struck();
    expectPaid(await ada.checkOut({ attempts: 1 }));
  },
} satisfies Scenario;
