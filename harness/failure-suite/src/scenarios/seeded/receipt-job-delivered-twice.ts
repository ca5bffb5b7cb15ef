import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { addJob } from '../add-job.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'receipt-job-delivered-twice',
  needs: 'redis',
  broken:
    "A receipt's job is delivered twice: while one worker is about to record the email, another records and sends it.",
  customerSees: 'One receipt.',
  cell: { edge: 'email->postgres', fault: 'duplicate job', phase: 'before the callee sees it' },
  proves: ['receipt.idempotency'],
  isShort: true,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'email->postgres',
      direction: 'request',
      contains: 'insert into email',
      action: { kind: 'hold' },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await strike.hit();
    const [row] = await system.query(
      'checkout',
      `select payload from outbox where name = 'send-receipt' and aggregate = $1`,
      [orderId],
    );
    await addJob(system, 'email', 'send-receipt', {
      messageId: randomUUID(),
      traceparent: null,
      payload: row?.['payload'],
    });
    await isMailed(system, orderId);
    await strike.release('forward');
    system.saw('duplicate job seen');
    await system.until('both deliveries are done', async () =>
      (await system.ledgers()).jobs.every(({ queue, count }) => queue !== 'email' || count === 0),
    );
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
