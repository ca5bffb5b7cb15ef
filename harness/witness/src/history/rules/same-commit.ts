import { type OptionalService } from '@holdfast/local-stack';
import { type Invariant } from '../../invariants/invariant.ts';
import { isOfCheckout, text } from '../../invariants/rows.ts';
import { type Commit } from '../commit.ts';
import { changeText } from './change-text.ts';
import { wrongTimes } from './message-times.ts';
import { type Move, movesIn, type Row } from './moves.ts';

/** 27. A process may die between two commits, so what belongs together is one commit. */
export const sameCommit: Invariant = {
  number: 27,
  needsHistory: true,
  says: 'A change and what it announces are one commit: its outbox messages, its line in the history, the other row that it moves; and no message is written without its change, dated by another time, or to a service that the shop does not have.',
  contradictions: (evidence) => {
    const { history = [], withoutServices = [] } = evidence;
    return history
      .filter(({ isOfSuite }) => !isOfSuite)
      .flatMap((commit) => [...against(commit, withoutServices), ...wrongTimes(evidence, commit)]);
  },
};

interface Companion {
  readonly what: string;
  /** The service that the message is for, if the shop may lack it. */
  readonly isFor?: OptionalService;
  readonly isIn: (commit: Commit, move: Move) => boolean;
}

interface Rule {
  /** `checkout.orders paid` */
  readonly to: string;
  /** Default: any status before. */
  readonly when?: (move: Move) => boolean;
  readonly companions: readonly Companion[];
}

const inserted = (commit: Commit, table: string): Row[] =>
  commit.changes.flatMap(({ table: in_, kind, after }) =>
    in_ === table && kind === 'insert' && after !== undefined ? [after] : [],
  );

const payloadOf = (row: Row): Row => (row['payload'] ?? {}) as Row;

/** A message about the moved row: its payload names the row's ID. */
const message = (name: string, member: string): Companion => ({
  what: `the message ${name}`,
  isIn: (commit, { id }) =>
    inserted(commit, 'outbox').some((row) => row['name'] === name && payloadOf(row)[member] === id),
});

const purchase: Companion = { ...message('order-paid', 'orderId'), isFor: 'recommendations' };

const line = (type: string): Companion => ({
  what: `the history line ${type}`,
  isIn: (commit, { row }) =>
    inserted(commit, 'order_event').some(
      (event) => event['type'] === type && event['order_id'] === row['order_id'],
    ),
});

const key: Companion = {
  what: 'the key of its operation',
  isIn: (commit, { row }) =>
    commit.changes.some(
      ({ table, after }) => table === 'idempotency_key' && after?.['operation_id'] === row['operation_id'],
    ),
};

const orderMoved: Companion = {
  what: 'the order that it moves',
  isIn: (commit, { row }) =>
    commit.changes.some(
      ({ table, kind, after }) =>
        table === 'orders' && kind === 'update' && after?.['order_id'] === row['order_id'],
    ),
};

const refundSettled: Companion = {
  what: 'the refund that moves it',
  isIn: (commit, { row }) =>
    movesIn(commit).some(
      ({ table, row: refund, to }) =>
        table === 'refund' && to !== 'pending' && refund['order_id'] === row['order_id'],
    ),
};

const settles = ({ from }: Move): boolean => from === 'payment_pending' || from === 'requires_action';
const isUpdate = ({ from }: Move): boolean => from !== undefined;
const isOwn = ({ row }: Move): boolean => row['requested_by'] !== 'shop';
const isOfOurs = ({ row }: Move): boolean => isOfCheckout(row['caller']);

const rules: readonly Rule[] = [
  {
    to: 'checkout.orders payment_pending',
    when: (move) => !isUpdate(move),
    companions: [key, line('order_placed')],
  },
  {
    to: 'checkout.orders paid',
    when: settles,
    companions: [message('send-receipt', 'orderId'), purchase, line('order_paid')],
  },
  {
    to: 'checkout.orders paid',
    when: (move) => isUpdate(move) && !settles(move),
    companions: [refundSettled],
  },
  { to: 'checkout.orders refunded', companions: [refundSettled] },
  { to: 'checkout.orders payment_failed', companions: [line('payment_failed')] },
  {
    to: 'checkout.orders payment_failed',
    when: ({ before }) => before?.['pending_notified_at'] != null,
    companions: [message('send-payment-failed', 'orderId')],
  },
  {
    to: 'checkout.refund pending',
    when: (move) => !isUpdate(move) && isOwn(move),
    companions: [key, line('refund_requested'), orderMoved],
  },
  {
    to: 'checkout.refund succeeded',
    companions: [message('send-refund', 'refundId'), line('order_refunded'), orderMoved],
  },
  { to: 'checkout.refund failed', when: isUpdate, companions: [line('refund_failed'), orderMoved] },
  {
    to: 'checkout.refund failed',
    when: ({ from }) => from === 'succeeded',
    companions: [message('send-refund-failed', 'refundId')],
  },
  ...['inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed'].map((status) => ({
    to: `checkout.order_dispute ${status}`,
    companions: [line(`dispute_${status}`)],
  })),
  {
    to: 'checkout.orphaned_charge_refund pending',
    companions: [key],
  },
  {
    to: 'checkout.orphaned_charge_refund pending',
    when: ({ row }) => row['why'] !== 'order_unknown',
    companions: [message('send-extra-charge', 'paymentId'), line('orphaned_charge_refund_started')],
  },
  {
    to: 'payments.payment succeeded',
    when: (move) => move.from !== 'refunded' && isOfOurs(move),
    companions: [message('payment-settled', 'paymentId')],
  },
  {
    to: 'payments.payment failed',
    when: isOfOurs,
    companions: [message('payment-settled', 'paymentId')],
  },
  { to: 'payments.refund succeeded', companions: [message('refund-settled', 'refundId')] },
  { to: 'payments.refund failed', when: isUpdate, companions: [message('refund-settled', 'refundId')] },
  ...['needs_response', 'under_review', 'won', 'lost', 'closed', 'inquiry'].map((status) => ({
    to: `payments.dispute ${status}`,
    companions: [message('dispute-changed', 'disputeId')],
  })),
];

interface Announced {
  readonly table: string;
  readonly member: string;
  /** Default: any status. */
  readonly to?: string;
  /** Default: any row. */
  readonly isFor?: (move: Move) => boolean;
}

/** The change that explains a message of its commit. */
const announced: Readonly<Record<string, Announced>> = {
  'checkout send-receipt': { table: 'orders', member: 'orderId', to: 'paid' },
  'checkout order-paid': { table: 'orders', member: 'orderId', to: 'paid' },
  'checkout send-payment-failed': { table: 'orders', member: 'orderId', to: 'payment_failed' },
  'checkout send-refund': { table: 'refund', member: 'refundId', to: 'succeeded' },
  'checkout send-refund-failed': { table: 'refund', member: 'refundId', to: 'failed' },
  'checkout send-extra-charge': { table: 'orphaned_charge_refund', member: 'paymentId', to: 'pending' },
  'checkout send-extra-charge-refund-failed': {
    table: 'orphaned_charge_refund',
    member: 'paymentId',
    to: 'failed',
  },
  'payments payment-settled': { table: 'payment', member: 'paymentId', isFor: isOfOurs },
  'payments refund-settled': { table: 'refund', member: 'refundId' },
};

function against(commit: Commit, absent: readonly string[]): string[] {
  const moves = movesIn(commit);
  return [
    ...moves.flatMap((move) => missing(commit, move, absent)),
    ...unexplained(commit, moves),
    ...unconsumed(commit, absent),
  ];
}

function unconsumed(commit: Commit, absent: readonly string[]): string[] {
  return inserted(commit, 'outbox')
    .filter((row) => absent.includes(text(row, 'queue')))
    .map(
      (row) =>
        `the message ${text(row, 'name')} (${commit.lsn}) is for ${text(row, 'queue')}, which this shop does not have`,
    );
}

function missing(commit: Commit, move: Move, absent: readonly string[]): string[] {
  const to = `${move.database}.${move.table} ${move.to}`;
  return rules
    .filter((rule) => rule.to === to && (rule.when?.(move) ?? true))
    .flatMap(({ companions }) => companions)
    .filter(({ isFor, isIn }) => !(isFor !== undefined && absent.includes(isFor)) && !isIn(commit, move))
    .map(({ what }) => `a commit lacks ${what}: ${changeText(commit, move.change)}`);
}

function unexplained(commit: Commit, moves: readonly Move[]): string[] {
  return inserted(commit, 'outbox').flatMap((row) => {
    const about = announced[`${commit.database} ${text(row, 'name')}`];
    if (about === undefined) return [];
    const id = text(payloadOf(row), about.member);
    const what = `the message ${text(row, 'name')} about ${id} is committed (${commit.lsn})`;
    const announces = ({ table, id: moved, to }: Move): boolean =>
      table === about.table && moved === id && to === (about.to ?? to);
    const change = moves.find(announces);
    if (change === undefined) return [`${what} without the change that it announces`];
    return (about.isFor?.(change) ?? true) ? [] : [`${what} for a service that did not request it`];
  });
}
