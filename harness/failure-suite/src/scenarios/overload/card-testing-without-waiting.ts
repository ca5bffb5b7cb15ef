import assert from 'node:assert/strict';
import { type CustomerResponse } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { customerLines, labIsTrusted } from '../customer-lines.ts';
import { expectPaid, expectResponse, ordersOf } from '../expectations.ts';

const limit = 5;
/** Without a fast Redis, each instance counts on its own. */
const mostDeclines = 3 * limit;
const badCard = { paymentMethod: 'pm_card_chargeDeclined' };

export default {
  name: 'card-testing-without-waiting',
  broken:
    'The provider needs a moment. An attacker tries stolen cards, but waits for no result: each request ends before it, and the order shows it later.',
  customerSees:
    'Customers at other addresses buy as usual. The attacker gets 429 after five declined cards, whenever the bank declined them.',
  cell: { edge: 'shopper->checkout', fault: 'card testing', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  settings: {
    checkout: { LIMIT_DECLINES_PER_ADDRESS_HOUR: `${limit}`, TRUST_PROXY: labIsTrusted },
  },
  run: async (system) => {
    await system.simulator.fault({ route: 'POST /v1/payment_intents', fault: 'latency', ms: 700 });
    const on = customerLines();
    const tester = system.shopper('Mallory');
    const impatient = { ...on(0), 'x-request-timeout-ms': '400' };
    let refused: CustomerResponse | undefined;
    for (let cards = 0; refused === undefined && cards <= mostDeclines; cards += 1) {
      const response = await tester.checkOut({ order: badCard, headers: impatient, attempts: 1 });
      if (response.status === 429) refused = response;
      else
        await system.until('the bank has declined the card', async () => {
          const orders = await ordersOf(system, tester);
          return orders.length > cards && orders.every(({ status }) => status === 'payment_failed');
        });
    }
    const { length: tried } = await ordersOf(system, tester);
    assert.ok(refused, `${tried} cards were tried from one address; the limit is ${limit}`);
    assert.equal(expectResponse(refused, 429, 'too_many_attempts')['limit'], 'declines_per_address');
    await system.simulator.clearFaults();
    expectPaid(await system.shopper('Ada').checkOut({ headers: on(1) }));
  },
} satisfies Scenario;
