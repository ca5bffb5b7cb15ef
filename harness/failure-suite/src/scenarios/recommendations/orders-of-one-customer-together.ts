import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';

/** No order has both. */
const [first, second] = ['prod_compass', 'prod_tea'] as const;

const bought = async (system: System): Promise<number> => {
  const text = 'select sum(count) as count from purchase where product_id = any($1)';
  const [row] = await system.query('recommendations', text, [[first, second]]);
  return Number(row?.['count'] ?? 0);
};

const boughtTogether = (system: System): Promise<readonly unknown[]> =>
  system.query(
    'recommendations',
    'select count from co_purchase where least(product_a, product_b) = $1 and greatest(product_a, product_b) = $2',
    [first, second],
  );

export default {
  name: 'orders-of-one-customer-together',
  broken:
    'Recommendations is away while a customer places six orders of one product each, so it counts several in one statement.',
  customerSees: 'Suggestions treat only products as bought together that were in one order.',
  cell: { edge: 'recommendations', fault: 'kill -9', phase: 'throughout' },
  proves: ['recommendations.recovery', 'recommendations.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const [before, togetherBefore] = [await bought(system), await boughtTogether(system)];
    await system.process('recommendations').kill();
    const products = [first, second, first, second, first, second];
    for (const productId of products)
      expectPaid(await ada.checkOut({ order: { lines: [{ productId, quantity: 1 }] } }));
    await system.process('recommendations').start();
    await system.until(
      'all orders are counted',
      async () => (await bought(system)) === before + products.length,
      20_000,
    );
    assert.deepEqual(await boughtTogether(system), togetherBefore, 'products that were bought together');
  },
} satisfies Scenario;
