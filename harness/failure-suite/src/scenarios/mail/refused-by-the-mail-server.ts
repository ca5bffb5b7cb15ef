import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

interface Refusal {
  readonly name: string;
  /** The command that is refused. */
  readonly label: 'MAIL' | 'RCPT';
  readonly reply: string;
  readonly means: string;
  /** A refusal of this one email, which another attempt would get again. */
  readonly isFinal: boolean;
}

const refusals: readonly Refusal[] = [
  {
    name: 'sender-refused',
    label: 'MAIL',
    reply: '550 5.7.1 Sender rejected',
    means: 'the sender is blocked',
    isFinal: false,
  },
  {
    name: 'sender-unknown',
    label: 'MAIL',
    reply: '553 5.1.8 Sender domain not found',
    means: 'the sender is not verified',
    isFinal: false,
  },
  {
    name: 'mailbox-full',
    label: 'RCPT',
    reply: '452 4.2.2 Mailbox full',
    means: 'the mailbox is full',
    isFinal: false,
  },
  {
    name: 'recipient-refused',
    label: 'RCPT',
    reply: '550 5.1.1 No such user',
    means: 'there is no such mailbox',
    isFinal: true,
  },
];

const scenarioOf = ({ name, label, reply, means, isFinal }: Refusal): Scenario => ({
  name: `mail-${name}`,
  broken: `The mail server replies "${reply}" to ${isFinal ? 'one attempt' : 'two attempts'}: ${means}.`,
  customerSees: isFinal
    ? 'The order is paid. The receipt waits for an operator; it is not retried.'
    : 'The order is paid. Its receipt arrives when the server accepts it, once.',
  cell: { edge: 'email->mail', fault: reply.slice(0, 3), phase: 'before the callee sees it' },
  proves: ['receipt.retry', 'receipt.recovery'],
  // Full jitter of 1 s and 2 s, plus one poll each.
  livenessMs: 20_000,
  run: async (system) => {
    const times = isFinal ? 1 : 2;
    const fault = await system.lab.fault('email->mail', {
      kind: label === 'MAIL' ? 'status' : 'status_after',
      status: Number(reply.slice(0, 3)),
      body: reply,
      direction: label === 'MAIL' ? 'request' : 'response',
      label,
      times,
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    if (isFinal) {
      await fault.struck();
      const row = await receiptIs(system, orderId, 'held');
      assert.equal(row['attempts'], 1, 'attempts after a final refusal');
      await system.query(
        'email',
        `update email set status = 'queued', due_at = clock_timestamp() where email_id = $1`,
        [row['email_id']],
      );
    }
    const row = await receiptIs(system, orderId, 'sent');
    await fault.struck(times);
    assert.equal(row['attempts'], times + 1, 'attempts');
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
});

export default refusals.map(scenarioOf);
