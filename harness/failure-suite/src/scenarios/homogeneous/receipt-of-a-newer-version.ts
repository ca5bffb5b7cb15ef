import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { addJob } from '../add-job.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'receipt-of-a-newer-version',
  needs: 'redis',
  broken:
    'A newer version of a service publishes a receipt as message version 2, which email does not support yet.',
  customerSees:
    'Other receipts arrive as usual. This one waits, with its reason, until email supports the version.',
  cell: { edge: 'email->redis', fault: 'unknown version', phase: 'throughout' },
  proves: ['receipt.observability', 'receipt.recovery'],
  fallacies: ['the network is homogeneous'],
  poison: 1,
  run: async (system) => {
    const messageId = randomUUID();
    const payload = { version: 2, orderId: 'ord_newer', recipients: ['ada@example.com'] };
    await addJob(system, 'email', 'send-receipt', { messageId, traceparent: null, payload });
    const dead = await system.until('the dead letter', async () =>
      (await system.ledgers()).deadLetters.find(({ id }) => id === messageId),
    );
    assert.match(dead.reason, /version 2, which this consumer does not support/);
    await isMailed(system, expectPaid(await system.shopper('Ada').checkOut()));
  },
} satisfies Scenario;
