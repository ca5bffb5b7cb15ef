import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';
import { slowestUsualOrder } from '../slowest-usual-order.ts';
import { expectSuggestions, expectWithin, suggestionsFor } from '../suggestions-seen.ts';

export default {
  name: 'recommendations-dead',
  broken: 'Recommendations is killed.',
  customerSees:
    'Returning customers see their last suggestions with their age; others see popular products. Orders continue as usual.',
  cell: { edge: 'checkout->recommendations', fault: 'kill', phase: 'connect' },
  proves: [
    'recommendations.fallback',
    'recommendations.recovery',
    'recommendations.breaker',
    'recommendations.observability',
  ],
  // Its breaker stays open for up to 15 s plus 20% jitter.
  livenessMs: 25_000,
  isShort: true,
  isAlone: true,
  run: async (system) => {
    const [ada, stranger] = [system.shopper('Ada'), system.shopper('Grace')];
    expectSuggestions(await suggestionsFor(ada), 'live');
    const usualMs = await slowestUsualOrder(ada);
    await system.process('recommendations').kill();
    expectSuggestions(await suggestionsFor(ada), 'cache');
    expectSuggestions(await suggestionsFor(stranger), 'default');
    system.saw('stale served');
    // Recommendations will count them together.
    const orders = [await ada.checkOut({ attempts: 1 }), await ada.checkOut({ attempts: 1 })];
    for (const order of orders) expectPaid(order);
    expectWithin(2 * usualMs + 100, orders);
    await system.process('recommendations').start();
    await system.until(
      'suggestions are live again',
      async () => {
        expectSuggestions(await suggestionsFor(ada), 'live');
        return true;
      },
      25_000,
    );
  },
} satisfies Scenario;
