import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectResponse, expectChargedOnce, expectPaid } from '../expectations.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });
/** Too little, and the right number in a currency that is worth less. */
const cheap = [usd(100), { amountMinor: 4_200, currency: 'jpy' }];

export default {
  name: 'client-names-its-own-price',
  broken: 'A client claims that its two packs of tea cost one dollar, or 4200 yen.',
  customerSees: '409 with both prices, and no charge. With the correct price, or none, the order is paid.',
  cell: { edge: 'shopper->checkout', fault: 'forged price', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const mallory = system.shopper('Mallory');
    for (const expectedTotal of cheap) {
      const refused = await mallory.checkOut({ attempts: 1, order: { ...twoTeas, expectedTotal } });
      assert.equal(refused.status, 409, `a client that names its own price got ${refused.status}`);
      const problem = expectResponse(refused, 409, 'price_changed');
      assert.deepEqual([problem['expectedTotal'], problem['actualTotal']], [expectedTotal, usd(4_200)]);
    }
    assert.deepEqual((await system.ledgers()).charges, []);
    const orderId = expectPaid(await mallory.checkOut({ order: { ...twoTeas, expectedTotal: usd(4_200) } }));
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
