/** Recommendations as on day one: a job is counted when it comes. The naive shop and DBOS run it. */
import { type OrderPaid, orderPaid, queues } from '@holdfast/contracts';
import { runProgram } from '@holdfast/service-defaults';
import { Worker } from 'bullmq';
import { connectionTo } from './messages.ts';
import { readNaiveConfig } from './naive.config.ts';
import { aPool, serveNaive } from './serve.ts';

/** In product order, so that orders with the same products do not deadlock. */
const count = {
  name: 'count-purchase',
  text: `
    with bought as (
      select distinct unnest($1::text[]) as product_id
    ), counted as (
      insert into purchase as known (product_id, count)
      select product_id, 1 from bought order by product_id
      on conflict (product_id) do update set count = known.count + 1
    )
    insert into co_purchase as known (product_a, product_b, count)
    select a.product_id, b.product_id, 1
    from bought a join bought b on a.product_id < b.product_id order by a.product_id, b.product_id
    on conflict (product_a, product_b) do update set count = known.count + 1`,
};

const concurrency = 10;

runProgram(async () => {
  const config = readNaiveConfig('recommendations');
  const pool = aPool(config.DATABASE_URL);
  const worker = new Worker<OrderPaid>(
    queues.recommendations,
    async ({ data }) => {
      const { productIds } = orderPaid.schema.parse(data);
      await pool.query({ ...count, values: [productIds] });
    },
    { connection: connectionTo(config.QUEUE_URL), concurrency },
  );
  const closers = [() => worker.close(), () => pool.end()];
  await serveNaive({ name: 'recommendations', config, closers });
});
