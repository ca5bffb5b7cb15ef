import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bodyOf, type CustomerResponse } from '@holdfast/witness';
import { expectSuggestions, suggestionsFor } from '../suggestions-seen.ts';

const cacheStatus = ({ headers }: CustomerResponse): string => headers['cache-status'] ?? 'absent';

export default {
  name: 'suggestions-name-their-source',
  broken:
    'Recommendations refuses every connection while customers view suggestions and an operator checks on checkout.',
  customerSees:
    'Each response names its source and age, in its text and in a header. Checkout reports which service is down and what users see of it.',
  cell: { edge: 'checkout->recommendations', fault: 'refuse', phase: 'connect' },
  proves: ['recommendations.observability', 'recommendations.fallback', 'recommendations.breaker'],
  // Its breaker stays open for up to 15 s plus 20% jitter.
  livenessMs: 25_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const live = await suggestionsFor(ada);
    expectSuggestions(live, 'live');
    const outage = await system.lab.fault('checkout->recommendations', { kind: 'refuse' });
    const kept = await suggestionsFor(ada);
    expectSuggestions(kept, 'cache');
    assert.ok(Number(bodyOf(kept)['ageSeconds']) >= 0, 'kept suggestions have an age');
    const popular = await suggestionsFor(system.shopper('Grace'));
    expectSuggestions(popular, 'default');
    const sources = [live, kept, popular].map(cacheStatus);
    assert.equal(new Set(sources).size, 3, `each Cache-Status names its own source: ${sources.join(' | ')}`);
    await outage.struck();
    const instances = ['checkout', 'checkout-2'];
    await system.until('checkout reports the open breaker', async () => {
      await suggestionsFor(ada);
      const pages = await Promise.all(instances.map((name) => system.ask(name, '/resilience')));
      return pages.every(
        ({ text }) => /"recommendations"[^}]*"open"/.test(text) && text.includes('popular products'),
      );
    });
    system.saw('breaker opened');
    const { struck: before } = await outage.struck();
    for (let asked = 0; asked < 10; asked += 1) expectSuggestions(await suggestionsFor(ada), 'cache');
    const { struck: after } = await outage.struck();
    // At most one probe per instance: the next is due after 2 s.
    assert.ok(after - before <= 2, `${after - before} calls past an open breaker`);
  },
} satisfies Scenario;
