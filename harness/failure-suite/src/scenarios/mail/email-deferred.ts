import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'email-deferred',
  broken: 'The mail server replies "451, try again later" to the first two attempts, as greylisting does.',
  customerSees: 'The receipt arrives a few seconds late, once.',
  cell: { edge: 'email->mail', fault: '451', phase: 'before the callee sees it' },
  proves: ['receipt.retry', 'receipt.recovery'],
  // Full jitter of 1 s and 2 s, plus one poll each.
  livenessMs: 20_000,
  run: async (system) => {
    const fault = await system.lab.fault('email->mail', {
      kind: 'status',
      status: 451,
      body: '451 4.7.1 Greylisted, please try again later',
      direction: 'request',
      label: 'DATA content',
      times: 2,
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const row = await receiptIs(system, orderId, 'sent');
    await fault.struck(2);
    assert.equal(row['attempts'], 3);
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
