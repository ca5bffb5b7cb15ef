import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { addJob } from '../add-job.ts';
import { countingStatement } from '../counting-statement.ts';
import { expectPaid, passed } from '../expectations.ts';

const productId = 'prod_rope';

export default {
  name: 'message-delivered-twice-concurrently',
  needs: 'redis',
  broken: 'Recommendations receives one message twice at the same time, and its first statement is delayed.',
  customerSees: 'Nothing: the purchase counts once, and suggestions stay correct.',
  cell: { edge: 'recommendations->postgres', fault: 'duplicate job', phase: 'throughout' },
  proves: ['recommendations.idempotency'],
  run: async (system) => {
    const before = await purchases(system);
    const first = await system.lab.strike({
      edge: 'recommendations->postgres',
      direction: 'request',
      label: countingStatement,
      action: { kind: 'hold' },
    });
    const order = { lines: [{ productId, quantity: 1 }] };
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ order }));
    const { message } = await first.hit();
    const [sent] = await system.query(
      'checkout',
      `select message_id, payload from outbox where name = 'order-paid' and aggregate = $1`,
      [orderId],
    );
    const data = { messageId: String(sent?.['message_id']), traceparent: null, payload: sent?.['payload'] };
    await addJob(system, 'recommendations', 'order-paid', data, randomUUID());
    await system.until('the second delivery is being handled', () =>
      passed(system, 'recommendations->postgres', 'request').some(
        ({ connection, isBackground, number }) =>
          !isBackground && connection !== message?.connection && number > (message?.number ?? Infinity),
      ),
    );
    system.saw('duplicate job seen');
    await first.release('forward');
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
