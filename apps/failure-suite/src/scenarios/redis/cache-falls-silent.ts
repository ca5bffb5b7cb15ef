import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, suggestionsFor } from '../suggestions-seen.ts';
import { passed } from '../what-was-seen.ts';

export default {
  name: 'cache-falls-silent',
  needs: 'redis',
  broken: 'A copy of checkout writes to its cache, and that connection says nothing from then on.',
  customerSees: 'Live suggestions as ever, and soon the cache keeps them again.',
  cell: { edge: 'checkout->redis', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['recommendations.recovery', 'recommendations.timeout'],
  fallacies: ['the network is reliable'],
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'checkout->redis',
      direction: 'request',
      label: 'SET',
      action: { kind: 'black_hole' },
    });
    expectSuggestions(await suggestionsFor(system.shopper('Ada')), 'live');
    const { message } = await strike.hit();
    await system.until('the same copy keeps suggestions again', async () => {
      expectSuggestions(await suggestionsFor(system.shopper()), 'live');
      return passed(system, 'checkout->redis', 'response', 'SET').some(({ edge }) => edge === message?.edge);
    });
  },
} satisfies Scenario;
