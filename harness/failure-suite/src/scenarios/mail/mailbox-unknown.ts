import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, mailsAbout, receiptIs, sendAgain } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';
import { operatorsSee } from '../gauges-seen.ts';

export default {
  name: 'mailbox-unknown',
  broken: 'The mail server replies "550, no such mailbox" for one customer.',
  customerSees:
    'The order is paid. The receipt waits for an operator, is not retried, and delays no other email.',
  cell: { edge: 'email->mail', fault: '550', phase: 'before the callee sees it' },
  proves: ['receipt.retry', 'receipt.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const fault = await system.lab.fault('email->mail', {
      kind: 'status',
      status: 550,
      body: `550 5.1.1 <${ada.email}>: No such mailbox here`,
      direction: 'request',
      label: 'DATA content',
      times: 1,
    });
    const refused = expectPaid(await ada.checkOut());
    await fault.struck();
    await receiptIs(system, refused, 'held');
    const other = expectPaid(await system.shopper('Grace').checkOut());
    await isMailed(system, other);
    const row = await receiptIs(system, refused, 'held');
    assert.equal(row['attempts'], 1, 'attempts at an unknown mailbox');
    assert.match(String(row['reason']), /No such mailbox/);
    assert.deepEqual(await mailsAbout(system, refused), []);
    await operatorsSee(system, ['email', 'email-2'], 'email_unsent', 'held');
    await sendAgain(system, row['email_id']);
    await isMailed(system, refused);
  },
} satisfies Scenario;
