import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectSuggestions, suggestionsFor } from '../suggestions-seen.ts';
import { passed } from '../expectations.ts';

export default {
  name: 'suggestions-response-lost',
  broken: 'Recommendations responds, but the connection is reset before checkout receives a byte.',
  customerSees: 'Live suggestions: checkout retried once, and no more than that.',
  cell: {
    edge: 'checkout->recommendations',
    fault: 'reset',
    phase: 'after it ran, before a byte returns',
  },
  proves: ['recommendations.retry'],
  fallacies: ['the network is reliable'],
  isShort: true,
  run: async (system) => {
    await system.lab.strike({
      edge: 'checkout->recommendations',
      direction: 'response',
      action: { kind: 'reset' },
    });
    expectSuggestions(await suggestionsFor(system.shopper('Ada')), 'live');
    assert.equal(passed(system, 'checkout->recommendations', 'request').length, 2, 'requests on the wire');
  },
} satisfies Scenario;
