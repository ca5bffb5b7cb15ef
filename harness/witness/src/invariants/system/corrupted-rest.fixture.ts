import { type Corruption, corrupted } from '../corruption.fixture.ts';
import { aLedger, anOrder } from '../evidence.fixture.ts';

export const key = {
  service: 'payments',
  operation: 'create-payment',
  operation_id: 'op-1',
  state: 'running',
};
const row = { service: 'checkout', name: 'send-receipt', message_id: 'm-1', queue: 'email', dead_at: null };
export const letter = { queue: 'email', id: '7', name: 'send-receipt', reason: 'no such email' };

export const leftCorrupted: readonly Corruption[] = corrupted(aLedger, [
  ['a key that is running', { openKeys: [key] }, 'payments has a key of create-payment op-1 that is running'],
  ['a key that is unknown', { openKeys: [{ ...key, state: 'unknown' }] }, 'that is unknown'],
  ['an unpublished message', { unpublished: [row] }, 'checkout has not published send-receipt m-1'],
  ['a job', { jobs: [{ queue: 'email', state: 'delayed', count: 2 }] }, '2 jobs are delayed in queue email'],
  ['a dead letter', { deadLetters: [letter] }, '1 dead letter instead of 0; send-receipt 7 of email'],
  [
    'a dead row of an outbox',
    { unpublished: [{ ...row, dead_at: 'now', refusal: 'no' }] },
    "m-1 in checkout's outbox: no",
  ],
  [
    'a pending order',
    { orders: [anOrder({ status: 'payment_pending' })] },
    'order ord_1 is still payment_pending',
  ],
  [
    'a pending payment',
    { payments: [{ payment_id: 'pay_1', status: 'pending' }] },
    'payment pay_1 is still pending',
  ],
  [
    'a webhook that was not accepted',
    { undelivered: ['charge.succeeded evt_1'] },
    'has not accepted charge.succeeded evt_1',
  ],
  [
    'a ledger that cannot be read',
    { unreadable: ['email: gone'] },
    'could not be read at the end: email: gone',
  ],
  ['a queued email', { emails: [{ email_id: 'eml_1', status: 'queued' }] }, 'email eml_1 is still queued'],
]);
