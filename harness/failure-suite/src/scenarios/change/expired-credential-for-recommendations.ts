import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectResponse, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'expired-credential-for-recommendations',
  broken: "Checkout's API key for recommendations has expired.",
  customerSees: 'Popular products with a notice instead of personal suggestions. Orders are paid as usual.',
  cell: {
    edge: 'checkout->recommendations',
    fault: 'expired credential',
    phase: 'before the callee sees it',
  },
  proves: ['recommendations.fallback'],
  fallacies: ['there is one administrator'],
  settings: { checkout: { RECOMMENDATIONS_API_KEY: 'expired-000000000000000000000000' } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const shown = expectResponse(await ada.get(`/recommendations?customerId=${ada.email}&limit=4`), 200);
    assert.equal(shown['source'], 'default');
    assert.match(String(shown['notice']), /most popular products/);
    await expectChargedOnce(system, expectPaid(await ada.checkOut({ attempts: 1 })));
  },
} satisfies Scenario;
