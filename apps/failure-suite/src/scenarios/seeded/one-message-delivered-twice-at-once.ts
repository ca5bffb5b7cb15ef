import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { addJob } from '../add-job.ts';
import { passed } from '../what-was-seen.ts';

const productId = 'prod_rope';

export default {
  name: 'one-message-delivered-twice-at-once',
  needs: 'redis',
  broken: 'Recommendations gets one message twice at the same moment, and its first commit is held up.',
  customerSees: 'Nothing: the purchase is counted once, and suggestions stay true.',
  cell: { edge: 'recommendations->postgres', fault: 'duplicate job', phase: 'throughout' },
  proves: ['recommendations.idempotency'],
  run: async (system) => {
    const before = await purchases(system);
    const messageId = randomUUID();
    const payload = {
      version: 1,
      orderId: `ord_${randomUUID().replaceAll('-', '')}`,
      customerId: system.shopper('Ada').email,
      productIds: [productId],
      paidAt: new Date().toISOString(),
    };
    const commit = await system.lab.strike({
      edge: 'recommendations->postgres',
      direction: 'request',
      label: 'COMMIT',
      action: { kind: 'hold' },
    });
    const data = { messageId, traceparent: null, payload };
    await addJob(system, 'recommendations', 'order-paid', data);
    const { message } = await commit.hit();
    await addJob(system, 'recommendations', 'order-paid', data, randomUUID());
    await system.until('the second delivery is being handled', () =>
      passed(system, 'recommendations->postgres', 'request').some(
        ({ connection, isBackground, number }) =>
          !isBackground && connection !== message?.connection && number > (message?.number ?? Infinity),
      ),
    );
    system.saw('duplicate job seen');
    await commit.release('forward');
    await system.until('both deliveries are done', async () =>
      (await system.ledgers()).jobs.every(({ queue, count }) => queue !== 'recommendations' || count === 0),
    );
    assert.equal((await purchases(system)) - before, 1, 'purchases that were counted for one message');
  },
} satisfies Scenario;

async function purchases(system: System): Promise<number> {
  const [row] = await system.query('recommendations', 'select count from purchase where product_id = $1', [
    productId,
  ]);
  return Number(row?.['count'] ?? 0);
}
