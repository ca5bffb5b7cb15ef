import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectResponse, expectChargedOnce, expectPaid } from '../expectations.ts';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

export default {
  name: 'client-names-its-own-price',
  broken: 'A client claims that its two packs of tea cost one dollar.',
  customerSees: '409 with both prices, and no charge. With the correct price, or none, the order is paid.',
  cell: { edge: 'shopper->checkout', fault: 'forged price', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const mallory = system.shopper('Mallory');
    const cheap = await mallory.checkOut({ attempts: 1, order: { ...twoTeas, expectedTotal: usd(100) } });
    assert.equal(cheap.status, 409, `a client that names its own price got ${cheap.status}`);
    const { code, expectedTotal, actualTotal } = expectResponse(cheap, 409);
    assert.deepEqual([code, expectedTotal, actualTotal], ['price_changed', usd(100), usd(4_200)]);
    assert.deepEqual((await system.ledgers()).charges, []);
    const orderId = expectPaid(await mallory.checkOut({ order: { ...twoTeas, expectedTotal: usd(4_200) } }));
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
