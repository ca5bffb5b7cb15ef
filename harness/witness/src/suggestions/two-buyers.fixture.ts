import { type Commit } from '../history/commit.ts';
import { anOrderRow, insert, owns, update } from '../history/rules/history.fixture.ts';
import { commitAt } from '../views/shown-rows.fixture.ts';

export const ada = 'ada@shoppers.example';
export const grace = 'grace@shoppers.example';

const bought = (orderId: string, customer_email: string, customerId: string, ...productIds: string[]) => [
  insert('orders', anOrderRow({ order_id: orderId, customer_email })),
  insert('outbox', { message_id: orderId, name: 'order-paid', payload: { orderId, customerId, productIds } }),
];
const grows = (product_id: string, from: number, to: number) =>
  update('purchase', { product_id, count: from }, { count: to });
const pairs = (product_a: string, product_b: string, count: number) =>
  insert('co_purchase', { product_a, product_b, count });
const counting = (commit: Commit): Commit => ({ ...commit, database: 'recommendations' });

/** Ada's tea and mug count at 200, Grace's bell and compass at 400. Others bought before. */
export const twoBuyers: readonly Commit[] = [
  commitAt(100, ...bought('ord_1', ada, 'cus_ada', 'prod_mug', 'prod_tea')),
  commitAt(150, ...bought('ord_2', grace, 'cus_grace', 'prod_bell', 'prod_compass')),
  counting(
    commitAt(
      200,
      grows('prod_tea', 3, 4),
      grows('prod_mug', 2, 3),
      pairs('prod_mug', 'prod_tea', 1),
      owns('prod_mug'),
      owns('prod_tea'),
    ),
  ),
  counting(
    commitAt(
      400,
      grows('prod_bell', 1, 2),
      insert('purchase', { product_id: 'prod_compass', count: 1 }),
      pairs('prod_bell', 'prod_compass', 1),
      owns('prod_bell', 'cus_grace'),
      owns('prod_compass', 'cus_grace'),
    ),
  ),
];

export const countsAtTheEnd = {
  prod_rope: 9,
  prod_tea: 4,
  prod_mug: 3,
  prod_bell: 2,
  prod_compass: 1,
  prod_lantern: 1,
  'prod_mug prod_rope': 5,
  'prod_bell prod_lantern': 4,
  'prod_mug prod_tea': 1,
  'prod_bell prod_compass': 1,
};

/** Three suggestions for each. */
export const made = {
  adaBefore400: ['prod_rope', 'prod_bell', 'prod_lantern'],
  ada: ['prod_rope', 'prod_bell', 'prod_compass'],
  grace: ['prod_lantern', 'prod_rope', 'prod_tea'],
  stranger: ['prod_rope', 'prod_tea', 'prod_mug'],
  popular: ['prod_tea', 'prod_mug', 'prod_lantern'],
};
