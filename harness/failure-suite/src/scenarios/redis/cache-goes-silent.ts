import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, suggestionsFor } from '../suggestions-seen.ts';
import { passed } from '../expectations.ts';

/** Only the cache uses this command. */
const read = 'GETRANGE';

export default {
  name: 'cache-goes-silent',
  needs: 'redis',
  broken:
    'Recommendations returns 503, so an instance of checkout reads its cache, and that connection goes silent.',
  customerSees: 'Popular products immediately, and soon the cached suggestions again.',
  cell: { edge: 'checkout->redis', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['recommendations.recovery', 'recommendations.timeout'],
  fallacies: ['the network is reliable'],
  // The breaker for recommendations stays open for up to 15 s plus 20% jitter.
  livenessMs: 25_000,
  run: async (system) => {
    const outage = await system.lab.fault('checkout->recommendations', { kind: 'status', status: 503 });
    const strike = await system.lab.strike({
      edge: 'checkout->redis',
      direction: 'request',
      label: read,
      action: { kind: 'black_hole' },
    });
    expectSuggestions(await suggestionsFor(system.shopper('Ada')), 'default');
    await outage.struck();
    const { message } = await strike.hit();
    await system.until('the same instance reads its cache again', async () => {
      expectSuggestions(await suggestionsFor(system.shopper()), 'default');
      return passed(system, 'checkout->redis', 'response', read).some(({ edge }) => edge === message?.edge);
    });
  },
} satisfies Scenario;
