import { plural } from '@holdfast/engine';
import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type Invariant } from '../invariant.ts';
import { type Row, text } from '../rows.ts';

/** 6. */
export const nothingLeft: Invariant = {
  number: 6,
  says: 'At the end, nothing is in progress: no key, message, job, payment, order, refund, email or webhook. The only dead letters are those that the scenario caused on purpose.',
  contradictions: (evidence) => [
    ...keysOf(evidence.ledgers),
    ...outboxOf(evidence.ledgers),
    ...jobsOf(evidence.ledgers),
    ...deadLettersOf(evidence),
    ...rowsOf(evidence.ledgers),
    ...evidence.ledgers.undelivered.map((news) => `payments has not accepted ${news} from the provider`),
    ...evidence.ledgers.unreadable.map((why) => `a ledger could not be read at the end: ${why}`),
  ],
};

/** A parked key had no effect and waits for its client, who may never return. */
function keysOf({ openKeys }: Ledgers): string[] {
  return openKeys
    .filter((key) => text(key, 'state') !== 'parked')
    .map(
      (key) =>
        `${key.service} has a key of ${text(key, 'operation')} ${text(key, 'operation_id')} that is ${text(key, 'state')}`,
    );
}

/** Dead rows count as dead letters instead. */
function outboxOf({ unpublished }: Ledgers): string[] {
  return unpublished
    .filter((row) => text(row, 'dead_at') === '')
    .map(
      (row) =>
        `${row.service} has not published ${text(row, 'name')} ${text(row, 'message_id')} to ${text(row, 'queue')}`,
    );
}

function jobsOf({ jobs }: Ledgers): string[] {
  return jobs
    .filter(({ state, count }) => state !== 'failed' && state !== 'completed' && count > 0)
    .map(({ queue, state, count }) => `${count} jobs are ${state} in queue ${queue}`);
}

function deadLettersOf({ ledgers, scenario }: Evidence): string[] {
  const poison = scenario.poison ?? 0;
  const dead = [
    ...ledgers.deadLetters.map(({ queue, id, name, reason }) => `${name} ${id} of ${queue}: ${reason}`),
    ...ledgers.unpublished
      .filter((row) => text(row, 'dead_at') !== '')
      .map(
        (row) =>
          `${text(row, 'name')} ${text(row, 'message_id')} in ${row.service}'s outbox: ${text(row, 'refusal')}`,
      ),
  ];
  if (dead.length === poison) return [];
  return [
    `${plural(dead.length, 'dead letter')} instead of ${poison}${dead.map((each) => `; ${each}`).join('')}`,
  ];
}

function rowsOf({ orders, payments, orderRefunds, paymentRefunds, emails }: Ledgers): string[] {
  const under = (rows: readonly Row[], what: string, id: string, states: readonly string[]): string[] =>
    rows
      .filter((row) => states.includes(text(row, 'status')))
      .map((row) => `${what} ${text(row, id)} is still ${text(row, 'status')}`);
  return [
    ...under(orders, 'order', 'order_id', ['payment_pending', 'requires_action', 'refund_pending']),
    ...under(payments, 'payment', 'payment_id', ['pending']),
    ...under(orderRefunds, 'checkout’s refund', 'refund_id', ['pending']),
    ...under(paymentRefunds, 'payments’ refund', 'refund_id', ['pending']),
    ...under(emails, 'email', 'email_id', ['queued', 'sending']),
  ];
}
