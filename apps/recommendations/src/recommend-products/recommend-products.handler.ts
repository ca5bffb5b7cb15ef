import { type RecommendationList } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/**
 * First products bought together with the customer's own, scored by how often; then popular ones, scored by
 * their share of all purchases (at most 1). Products the customer already has are left out.
 */
const recommend = `
with owned as (
  select product_id from customer_product where customer_id = $1
), together as (
  select other.product_id, sum(other.count) as times
  from owned
  cross join lateral (
    select product_b as product_id, count from co_purchase where product_a = owned.product_id
    union all
    select product_a, count from co_purchase where product_b = owned.product_id
  ) as other
  group by other.product_id
)
select product_id as "productId", coalesce(times, purchase.count / sum(purchase.count) over ())::float8 as score
from purchase left join together using (product_id)
where product_id not in (select product_id from owned)
order by times desc nulls last, purchase.count desc, product_id
limit $2`;

@Injectable()
export class RecommendProductsHandler {
  constructor(private readonly database: DataSource) {}

  async recommend(customerId: string, limit: number): Promise<RecommendationList> {
    return {
      products: await this.database.query<RecommendationList['products']>(recommend, [customerId, limit]),
    };
  }
}
