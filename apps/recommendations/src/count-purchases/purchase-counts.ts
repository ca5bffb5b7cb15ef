import { type OrderPaid } from '@holdfast/contracts';
import { type BatchEffect } from '@holdfast/messaging';

/**
 * Rows are written in the order of their keys, so that concurrent batches with the same products wait for
 * each other instead of deadlocking. A customer ID with an `@` is an email address: its purchases are
 * counted, but not who made them.
 */
const statement = `
bought as (
  select distinct message_id, customer_id, product_id
  from unnest($3::uuid[], $4::text[], $5::text[]) as given (message_id, customer_id, product_id)
  join received using (message_id)
), counted as (
  insert into purchase as known (product_id, count)
  select product_id, count(*) from bought group by product_id order by product_id
  on conflict (product_id) do update set count = known.count + excluded.count
), paired as (
  insert into co_purchase as known (product_a, product_b, count)
  select a.product_id, b.product_id, count(*)
  from bought a join bought b on a.message_id = b.message_id and a.product_id < b.product_id
  group by a.product_id, b.product_id order by a.product_id, b.product_id
  on conflict (product_a, product_b) do update set count = known.count + excluded.count
), owned as (
  insert into customer_product (customer_id, product_id)
  select distinct customer_id, product_id from bought where customer_id not like '%@%'
  order by customer_id, product_id
  on conflict do nothing
)`;

/** Counts each product and each pair of products once per order. */
export const purchaseCounts: BatchEffect<OrderPaid> = {
  statement,
  values: (messages) => {
    const bought = messages.flatMap(({ messageId, item: { customerId, productIds } }) =>
      productIds.map((productId) => ({ messageId, customerId, productId })),
    );
    return [
      bought.map(({ messageId }) => messageId),
      bought.map(({ customerId }) => customerId),
      bought.map(({ productId }) => productId),
    ];
  },
};
