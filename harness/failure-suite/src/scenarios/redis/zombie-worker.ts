import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'zombie-worker',
  broken:
    'A worker of email is paused (SIGSTOP) in the middle of an email until another has taken it over and sent it; then the first resumes.',
  customerSees: 'One receipt.',
  cell: { edge: 'email->mail', fault: 'pause', phase: 'before the callee sees it' },
  proves: ['receipt.idempotency', 'receipt.recovery'],
  // The paused worker's lease lasts 30 s for the email and 10 s for the job.
  livenessMs: 30_000,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'email->mail',
      direction: 'request',
      label: 'DATA',
      action: { kind: 'hold' },
    });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const { message } = await strike.hit();
    const zombie = system.process(message?.sender ?? 'email');
    await zombie.pause();
    await receiptIs(system, orderId, 'sent', 45_000);
    await strike.release('forward');
    await zombie.resume();
    await system.until('the zombie has given up or sent its email', async () => {
      const { status } = await system.ask(zombie.name, '/health/ready');
      return status === 200;
    });
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
