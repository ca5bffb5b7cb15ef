import { type OrderPaid } from '@holdfast/contracts';
import { type Delivery, Inbox } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

/**
 * Rows are written in product order, so that orders with the same products wait for each other instead of
 * deadlocking. A customer ID with an `@` is an email address: its purchases are counted, but not who made
 * them.
 */
const count = `
with bought as (
  select distinct unnest($2::text[]) as product_id
), counted as (
  insert into purchase as known (product_id, count)
  select product_id, 1 from bought order by product_id
  on conflict (product_id) do update set count = known.count + 1
), paired as (
  insert into co_purchase as known (product_a, product_b, count)
  select a.product_id, b.product_id, 1
  from bought a join bought b on a.product_id < b.product_id order by a.product_id, b.product_id
  on conflict (product_a, product_b) do update set count = known.count + 1
)
insert into customer_product (customer_id, product_id)
select $1, product_id from bought where $1 not like '%@%' order by product_id
on conflict do nothing`;

@Injectable()
export class CountPurchasesHandler {
  constructor(private readonly inbox: Inbox<EntityManager>) {}

  async count(delivery: Delivery, { customerId, productIds }: OrderPaid): Promise<void> {
    await this.inbox.once(delivery, (transaction) => transaction.query(count, [customerId, productIds]));
  }
}
