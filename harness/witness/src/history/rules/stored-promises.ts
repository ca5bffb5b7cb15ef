import { text } from '../../invariants/rows.ts';
import { type Move, type Moves } from './moves.ts';

type Body = Readonly<Record<string, unknown>>;

function bodyIn({ row }: Move): Body {
  const { headers, body } = row;
  const isJson = JSON.stringify(headers ?? '').includes('json');
  if (!isJson || !Buffer.isBuffer(body) || body.length === 0) return {};
  return JSON.parse(body.toString()) as Body;
}

/** The row that a stored response of an operation is about. */
const subjects: Readonly<Record<string, { readonly table: string; readonly id: string }>> = {
  'checkout place-order': { table: 'checkout.orders', id: 'orderId' },
  'checkout refund-order': { table: 'checkout.refund', id: 'refundId' },
  'payments create-payment': { table: 'payments.payment', id: 'paymentId' },
  'payments create-refund': { table: 'payments.refund', id: 'refundId' },
};

/** `DATABASE_STATEMENT_TIMEOUT_MS` in the suite: a response was read no longer before its commit. */
const readMs = 2_000;

/**
 * A response is returned to every duplicate: its status must be committed no later than it is, and must not
 * have changed long before.
 */
export function promisesAgainst(moves: Moves, move: Move): (readonly [reason: string, move: Move])[] {
  const { database, table, to, row, commit } = move;
  if (table !== 'idempotency_key' || to !== 'done') return [];
  const subject = subjects[`${database} ${text(row, 'operation')}`];
  if (subject === undefined || Number(row['status']) >= 400) return [];
  const body = bodyIn(move);
  const [id, status] = [text(body, subject.id), text(body, 'status')];
  if (id === '' || status === '' || !moves.isBornIn(subject.table, id)) return [];
  const known = moves.of(subject.table, id).filter((other) => other.commit.lsn <= commit.lsn);
  if (!known.some((other) => other.to === status))
    return [[`a stored response says that ${id} is ${status}, which is not committed`, move]];
  const before = known.findLast((other) => other.commit.at + readMs < commit.at);
  if (before === undefined || known.slice(known.indexOf(before)).some((other) => other.to === status))
    return [];
  return [[`a stored response says that ${id} is ${status}, but it was ${before.to} before`, move]];
}
