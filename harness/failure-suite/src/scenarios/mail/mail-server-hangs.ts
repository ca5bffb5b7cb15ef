import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptRow } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'mail-server-hangs',
  broken: 'The mail server accepts the start of an email, then goes silent on that connection.',
  customerSees: 'That receipt arrives a few seconds late, once. Other receipts do not wait for it.',
  cell: { edge: 'email->mail', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['receipt.timeout', 'receipt.retry'],
  fallacies: ['latency is zero'],
  // A silent connection is abandoned after 10 s, and the email's lease lasts 30 s.
  livenessMs: 45_000,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'email->mail',
      direction: 'request',
      label: 'MAIL',
      action: { kind: 'black_hole' },
    });
    const stuck = expectPaid(await system.shopper('Ada').checkOut());
    await strike.hit();
    const other = expectPaid(await system.shopper('Grace').checkOut());
    assert.equal((await isMailed(system, other, 8_000)).length, 1);
    assert.notEqual((await receiptRow(system, stuck))?.['status'], 'sent');
    assert.equal((await isMailed(system, stuck, 45_000)).length, 1, 'copies of the stuck receipt');
  },
} satisfies Scenario;
