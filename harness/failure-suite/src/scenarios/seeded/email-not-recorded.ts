import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'email-not-recorded',
  broken:
    "Email picks up a receipt's job but cannot record the email: the connection to its database is lost.",
  customerSees: 'The receipt, a moment later, once: the job is not done until its email is in the ledger.',
  cell: { edge: 'email->postgres', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['receipt.recovery', 'receipt.retry'],
  isShort: true,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'email->postgres',
      direction: 'request',
      contains: 'insert into email',
      action: { kind: 'reset' },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await strike.hit();
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
