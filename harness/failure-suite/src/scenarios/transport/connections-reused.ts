import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectSuggestions, suggestionsShown } from '../suggestions-seen.ts';
import { expectPaid, passed } from '../expectations.ts';

const calls = 1_000;
const atATime = 10;

export default {
  name: 'connections-reused',
  broken: 'Nothing: a thousand calls go from service to service, and every new connection is counted.',
  customerSees: 'Responses without the delay of a new handshake.',
  cell: { edge: 'checkout->recommendations', fault: 'none', phase: 'throughout' },
  proves: ['recommendations.timeout'],
  fallacies: ['transport cost is zero'],
  // A thousand calls meet every stall of a busy machine. Recommendations is not slow because of that.
  settings: { checkout: { RECOMMENDATIONS_TIMEOUT_MS: '5000' } },
  run: async (system) => {
    const shoppers = Array.from({ length: atATime }, (_, n) => system.shopper(`Ada ${n}`));
    for (const shopper of shoppers) expectPaid(await shopper.checkOut());
    for (let n = 0; n < calls; n += atATime)
      for (const response of await Promise.all(shoppers.map(suggestionsShown)))
        expectSuggestions(response, 'live');
    const made = passed(system, 'checkout->recommendations', 'request').length;
    assert.equal(made, calls, 'calls to recommendations');
    const opened = handshakes(system, 'checkout->recommendations');
    system.note(`${opened} handshakes for ${made} calls to recommendations`);
    assert.ok(opened <= 40, `${opened} handshakes for ${made} calls: connections are not reused`);
    const forPayments = handshakes(system, 'checkout->payments');
    assert.ok(forPayments <= atATime, `${forPayments} handshakes for ${atATime} payments in sequence`);
  },
} satisfies Scenario;

function handshakes(system: System, route: string): number {
  return system.lab
    .events()
    .filter((event) => event.type === 'connection' && event.state === 'opened')
    .filter((event) => event.type === 'connection' && event.edge.replace(/-\d+->/, '->') === route).length;
}
