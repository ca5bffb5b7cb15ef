import { type Evidence } from '../../invariants/evidence.ts';
import { type Invariant } from '../../invariants/invariant.ts';
import { isCharged, text } from '../../invariants/rows.ts';
import { callsAgainstKeys } from './calls-against-keys.ts';
import { changeText } from './change-text.ts';
import { type Move, Moves } from './moves.ts';
import { promisesAgainst } from './stored-promises.ts';

/** 26. All databases share one log, so "before" is exact across services. */
export const causesFirst: Invariant = {
  number: 26,
  needsHistory: true,
  says: 'No effect is committed before its cause: an order is paid after its payment succeeded, which is after the charge; a receipt is recorded after its order is paid; a stored response says what is committed. The key of a charge or refund is committed before it is made, and not released afterward. No email is sent once its correction is recorded.',
  contradictions: (evidence) => {
    const { history } = evidence;
    if (history === undefined) return [];
    const moves = new Moves(history);
    const tooEarly = moves.all
      .filter(({ commit }) => !commit.isOfSuite)
      .flatMap((move) => [...against(evidence, moves, move), ...promisesAgainst(moves, move)])
      .map(([reason, move]) => `${reason}: ${changeText(move.commit, move.change)}`);
    return [...tooEarly, ...callsAgainstKeys(evidence.ledgers, history)];
  },
};

type Complaint = readonly [reason: string, move: Move];

function against(evidence: Evidence, moves: Moves, move: Move): Complaint[] {
  const { database, table, to, from } = move;
  const reasons = (): string[] => {
    switch (`${database}.${table} ${to}`) {
      case 'checkout.orders paid':
        return isSettling(from) ? paidTooEarly(moves, move) : [];
      case 'payments.payment succeeded':
        return from === 'refunded' ? [] : succeededTooEarly(evidence, move);
      case 'checkout.refund succeeded':
        return refundedTooEarly(moves, move);
      case 'payments.refund succeeded':
        return returnedTooEarly(evidence, move);
      case 'email.email sending':
        return [...mailedTooEarly(moves, move), ...mailedTooLate(moves, move)];
      default:
        return database === 'email' ? mailedTooEarly(moves, move) : [];
    }
  };
  return reasons().map((reason) => [reason, move]);
}

const isSettling = (from: string | undefined): boolean =>
  from === undefined || from === 'payment_pending' || from === 'requires_action';

/** `refunded` too: the charge may be returned before checkout hears of it. */
function paidTooEarly(moves: Moves, { row, id, commit }: Move): string[] {
  const paymentId = text(row, 'payment_id');
  if (!moves.isBornIn('checkout.orders', id)) return [];
  if (moves.hadReached('payments.payment', paymentId, ['succeeded', 'refunded'], commit)) return [];
  return [`an order is paid before its payment ${paymentId || '(none)'} succeeded`];
}

function refundedTooEarly(moves: Moves, { row, id, commit }: Move): string[] {
  const refundId = text(row, 'payment_refund_id');
  if (!moves.isBornIn('checkout.refund', id)) return [];
  if (moves.hadReached('payments.refund', refundId, ['succeeded'], commit)) return [];
  return [`a refund is reported before payments' ${refundId || '(none)'} succeeded`];
}

/** The provider's clock may have been moved ahead; then its times prove nothing. */
const isLater = ({ ledgers }: Evidence, createdAt: string, { commit }: Move): boolean =>
  Date.parse(createdAt) > commit.at && Date.parse(createdAt) <= ledgers.readAt;

const isUnread = ({ ledgers }: Evidence): boolean =>
  ledgers.unreadable.some((why) => why.startsWith('provider'));

function succeededTooEarly(evidence: Evidence, move: Move): string[] {
  if (isUnread(evidence)) return [];
  const charges = evidence.ledgers.charges.filter(
    (charge) => isCharged(charge) && charge.metadata['paymentId'] === move.id,
  );
  if (charges.length === 0) return ['a payment succeeded without a charge'];
  if (!charges.every(({ createdAt }) => isLater(evidence, createdAt, move))) return [];
  const { chargeId, createdAt } = charges[0] ?? {};
  return [`a payment succeeded before its charge ${chargeId} of ${createdAt?.slice(11, 23)}`];
}

function returnedTooEarly(evidence: Evidence, move: Move): string[] {
  if (isUnread(evidence)) return [];
  const id = text(move.row, 'provider_refund_id');
  const refund = evidence.ledgers.refunds.find(({ refundId }) => refundId === id);
  if (refund === undefined) return [`a refund succeeded that the provider does not have (${id || 'no ID'})`];
  if (!isLater(evidence, refund.createdAt, move)) return [];
  return [`a refund succeeded before the provider's ${id} of ${refund.createdAt.slice(11, 23)}`];
}

/** The status that is committed before an email of this kind is recorded. */
const reported: Readonly<Record<string, { readonly table: string; readonly status: string }>> = {
  receipt: { table: 'checkout.orders', status: 'paid' },
  payment_failed: { table: 'checkout.orders', status: 'payment_failed' },
  refund: { table: 'checkout.refund', status: 'succeeded' },
  refund_failed: { table: 'checkout.refund', status: 'failed' },
  extra_charge: { table: 'checkout.orphaned_charge_refund', status: 'pending' },
  extra_charge_refund_failed: { table: 'checkout.orphaned_charge_refund', status: 'failed' },
};

/** Jobs that the suite forges name orders that this history does not contain. */
function mailedTooEarly(moves: Moves, { row, commit, from }: Move): string[] {
  if (from !== undefined) return [];
  const orderId = text(row, 'order_id');
  const [kind = '', id = orderId] = text(row, 'kind').split(':');
  const cause = reported[kind];
  if (cause === undefined || !moves.isBornIn('checkout.orders', orderId)) return [];
  if (moves.hadReached(cause.table, id, [cause.status], commit)) return [];
  return [`an email (${kind}) is recorded before what it reports about ${id}`];
}

/** `DATABASE_STATEMENT_TIMEOUT_MS` in the suite: a statement does not see what is committed while it runs. */
const longestStatementMs = 2_000;

/** An email that a later one corrects is withdrawn, unless it is being sent by then. */
function mailedTooLate(moves: Moves, { row, commit }: Move): string[] {
  const isCorrection = (other: Move): boolean =>
    other.from === undefined &&
    other.table === 'email' &&
    text(other.row, 'order_id') === text(row, 'order_id') &&
    text(other.row, 'supersedes') === text(row, 'kind') &&
    other.commit.at + longestStatementMs < commit.at;
  const correction = moves.all.find(isCorrection);
  if (correction === undefined) return [];
  return [`an email (${text(row, 'kind')}) is sent although ${text(correction.row, 'kind')} corrects it`];
}
