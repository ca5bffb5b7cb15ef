import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { addJob } from '../add-job.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'poison-job',
  needs: 'redis',
  broken: 'The email queue contains a job that email cannot handle, in front of the receipts.',
  customerSees: 'Nothing: receipts arrive as usual.',
  cell: { edge: 'email->redis', fault: 'poison job', phase: 'throughout' },
  proves: ['receipt.retry', 'receipt.observability'],
  poison: 1,
  isShort: true,
  run: async (system) => {
    const jobId = randomUUID();
    const payload = { version: 1, orderId: 'not an order' };
    await addJob(system, 'email', 'send-receipt', { messageId: jobId, traceparent: null, payload });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await isMailed(system, orderId);
    const dead = await system.until('the dead letter', async () =>
      (await system.ledgers()).deadLetters.find(({ id }) => id === jobId),
    );
    assert.match(dead.reason, /does not match its schema/);
  },
} satisfies Scenario;
