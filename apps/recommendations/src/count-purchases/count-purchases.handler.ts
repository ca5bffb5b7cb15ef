import { type OrderPaid } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/**
 * One statement, one commit: the message in the inbox and all it counts for, or nothing where it stands there already.
 * Rows are written in order of product, so that two orders with the same products wait for each other and never deadlock.
 */
const count = `
with received as (
  insert into inbox (consumer, message_id) values ('count-purchases', $1) on conflict do nothing returning message_id
), bought as (
  select distinct product_id from received, unnest($3::text[]) as product_id
), counted as (
  insert into purchase as known (product_id, count)
  select product_id, 1 from bought order by product_id
  on conflict (product_id) do update set count = known.count + 1
), paired as (
  insert into co_purchase as known (product_a, product_b, count)
  select a.product_id, b.product_id, 1
  from bought a join bought b on a.product_id < b.product_id order by a.product_id, b.product_id
  on conflict (product_a, product_b) do update set count = known.count + 1
), owned as (
  insert into customer_product (customer_id, product_id)
  select $2, product_id from bought order by product_id
  on conflict do nothing
)
select message_id from received`;

@Injectable()
export class CountPurchasesHandler {
  constructor(private readonly database: DataSource) {}

  async count(messageId: string, { customerId, productIds }: OrderPaid): Promise<void> {
    await this.database.query(count, [messageId, customerId, productIds]);
  }
}
