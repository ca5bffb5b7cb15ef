import assert from 'node:assert/strict';
import { now } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { isMailed, receiptIs } from '../emails-seen.ts';
import { expectPaid } from '../expectations.ts';

/** Email tries for 3.75 s to record what it has sent. */
const awayMs = 2_000;

export default {
  name: 'accepted-while-its-database-is-away',
  broken: 'The mail server accepts a receipt. Just then, email loses its database for two seconds.',
  customerSees: 'The receipt, once: email records it as sent as soon as its database is back.',
  cell: { edge: 'email->postgres', fault: 'reset for two seconds', phase: 'after the response' },
  proves: ['receipt.retry', 'receipt.idempotency'],
  // The default: those tries take longer than the lease of the suite.
  settings: { email: { EMAIL_LEASE_MS: '30000' } },
  run: async (system) => {
    const accepted = { edge: 'email->mail', direction: 'response', label: 'DATA content' } as const;
    const { held, outcome } = await holdAt(system, accepted, () => system.shopper('Ada').checkOut());
    const orderId = expectPaid(await outcome);
    const away = await system.lab.fault('email->postgres', { kind: 'reset' });
    await held.release('forward');
    await away.struck();
    const brokenAt = now();
    await system.until('two seconds have passed', () => now() > brokenAt + awayMs);
    await away.clear();
    const { attempts } = await receiptIs(system, orderId, 'sent');
    assert.equal(attempts, 1, 'attempts');
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  },
} satisfies Scenario;
