import { plural } from '@holdfast/engine';
import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { bare, recordOf } from '../mails.ts';
import { type Invariant } from '../invariant.ts';
import { groupBy, number, type Row, text, wasPaid } from '../rows.ts';
import { isActedOn, isFaulted } from '../fault-history.ts';

type Mail = Ledgers['mails'][number];

/** 3. Counted in the inbox; receipts are recognized by their subject. */
export const oneReceipt: Invariant = {
  number: 3,
  says: 'Every paid order has exactly one receipt by Message-ID. Each further copy had a further attempt, after an uncertain SMTP outcome, and none arrives if such emails are held. At most two copies arrive. No email is held without a refusal or such an outcome, unless it has become untrue.',
  contradictions: (evidence) => [
    ...evidence.ledgers.orders.flatMap((order) => receiptOf(evidence, order)),
    ...evidence.ledgers.emails.flatMap((email) => ledgerAgainst(evidence, email)),
    ...copies(evidence),
  ],
  lasting: (evidence) => [
    ...evidence.ledgers.orders.flatMap((order) => severalReceipts(evidence.ledgers, order)),
    ...copies(evidence),
  ],
};

const receiptsOf = ({ mails }: Ledgers, orderId: string): readonly Mail[] =>
  mails.filter((mail) => /receipt/i.test(mail.subject) && mail.text.includes(orderId));

const isSame = (one: string, other: string): boolean => bare(one) === bare(other);

const receiptIdsOf = (ledgers: Ledgers, order: Row): ReadonlySet<string> =>
  new Set(receiptsOf(ledgers, text(order, 'order_id')).map(({ messageId }) => bare(messageId)));

function severalReceipts(ledgers: Ledgers, order: Row): string[] {
  const messageIds = receiptIdsOf(ledgers, order);
  return messageIds.size > 1
    ? [`order ${text(order, 'order_id')} has ${messageIds.size} receipts: ${[...messageIds].join(', ')}`]
    : [];
}

function receiptOf(evidence: Evidence, order: Row): string[] {
  const { ledgers } = evidence;
  const orderId = text(order, 'order_id');
  const messageIds = receiptIdsOf(ledgers, order);
  if (messageIds.size > 1) return severalReceipts(ledgers, order);
  if (!wasPaid(order))
    return messageIds.size === 0
      ? []
      : [`order ${orderId} is ${text(order, 'status')}, but it has a receipt`];
  if (messageIds.size === 1) return [];
  const email = ledgers.emails.find((each) => each['order_id'] === orderId && each['kind'] === 'receipt');
  if (email === undefined) return [`order ${orderId} is paid, but no receipt was requested`];
  return text(email, 'status') === 'held' && mayBeHeld(evidence)
    ? []
    : [`order ${orderId} is paid, but its receipt is ${text(email, 'status')} and none has arrived`];
}

/** An email may be held only if the mail server refused it or the outcome of an attempt is uncertain. */
export const mayBeHeld = (evidence: Evidence): boolean =>
  isFaulted(evidence, /^email(-\d+)?->mail$/) ||
  isActedOn(evidence, /^(email(-\d+)?|mail|postgres)$/) ||
  isUnrecordable(evidence);

/** An attempt took at least half of its time limit: on such a machine, a mail server may respond too late. */
function wasSlow({ history = [], patienceMs }: Evidence, messageId: string): boolean {
  const slowMs = (patienceMs?.['email->mail'] ?? Infinity) / 2;
  const states = history.flatMap(({ database, at, changes }) =>
    changes.flatMap(({ table, after }) =>
      database === 'email' &&
      table === 'email' &&
      after !== undefined &&
      isSame(text(after, 'message_id'), messageId)
        ? [{ at, attempt: number(after, 'attempts'), isSending: text(after, 'status') === 'sending' }]
        : [],
    ),
  );
  return states.some(({ at, attempt, isSending }, index) => {
    const ended = states.slice(index).find((later) => !later.isSending || later.attempt !== attempt);
    return isSending && ended !== undefined && ended.at - at >= slowMs;
  });
}

/** Strikes after which the next try to record an email as sent succeeds. */
const bridged = new Set(['reset', 'close', 'cut', 'delay', 'duplicate']);

/** True if an email that was sent could not be recorded as sent: its database was away, or silent. */
function isUnrecordable({ faults, strikes }: Evidence): boolean {
  const isIts = (edge: string): boolean => edge === '*' || /^email(-\d+)?->postgres$/.test(edge);
  return (
    faults.some(({ edge }) => isIts(edge)) ||
    strikes.some(({ edge, action }) => isIts(edge) && !bridged.has(action.kind))
  );
}

function ledgerAgainst(evidence: Evidence, email: Row): string[] {
  const messageId = text(email, 'message_id');
  const status = text(email, 'status');
  const arrived = evidence.ledgers.mails.some((mail) => isSame(mail.messageId, messageId));
  const what = `${text(email, 'kind')} email ${messageId} of order ${text(email, 'order_id')}`;
  if (status === 'sent' && !arrived) return [`${what} is marked sent but has not arrived`];
  const mayBe = mayBeHeld(evidence) || wasSlow(evidence, messageId) || isWithdrawn(evidence, email);
  return status === 'held' && !mayBe
    ? [`${what} is held, although nothing refused it and no attempt had an uncertain outcome`]
    : [];
}

/** The emails that make another one untrue, by its kind. */
const corrections: Readonly<Record<string, string>> = {
  refund: 'refund_failed',
  payment_failed: 'extra_charge',
  extra_charge: 'extra_charge_refund_failed',
};

/** An email that became untrue before it was sent is withdrawn; its correction is sent. */
function isWithdrawn({ ledgers }: Evidence, email: Row): boolean {
  const [kind = '', id = ''] = text(email, 'identity').split(':');
  const correction = `${corrections[kind]}:${id}`;
  return ledgers.emails.some(
    (other) =>
      text(other, 'order_id') === text(email, 'order_id') && text(other, 'identity').startsWith(correction),
  );
}

/** Copies of an email for which it had no attempt: its row counts each attempt before it begins. */
function withoutAttempt(evidence: Evidence, same: readonly Mail[]): string[] {
  const record = same[0] && recordOf(same[0], evidence.ledgers);
  if (record === undefined || !areCopiesCounted(evidence)) return [];
  const attempts = number(record, 'attempts');
  return attempts >= same.length
    ? []
    : [`${text(record, 'message_id')} arrived ${same.length} times in ${plural(attempts, 'attempt')}`];
}

/** False if copies were made on the way, or the database may have lost how many were sent. */
const areCopiesCounted = (evidence: Evidence): boolean =>
  !isFaulted(evidence, /^email(-\d+)?->mail$/, ['duplicate']) && !isActedOn(evidence, /^postgres$/);

/** A lost response is made up for by one more copy. */
const mostCopies = 2;

/** A second copy is allowed only after an uncertain outcome. */
function copies(evidence: Evidence): string[] {
  const { ledgers, scenario } = evidence;
  const isHold = JSON.stringify(scenario.settings ?? {}).includes('"EMAIL_WHEN_UNCERTAIN":"hold"');
  return [...groupBy(ledgers.mails, ({ messageId }) => bare(messageId))].flatMap(([messageId, same]) => {
    if (same.length === 1) return [];
    const unexplained = withoutAttempt(evidence, same);
    if (unexplained.length > 0) return unexplained;
    if (same.length > mostCopies && areCopiesCounted(evidence))
      return [`${messageId} arrived ${same.length} times: two copies are the most`];
    if (isHold) return [`${messageId} arrived ${same.length} times, although uncertain emails are held`];
    return mayBeHeld(evidence) || wasSlow(evidence, messageId)
      ? []
      : [`${messageId} arrived ${same.length} times, although no attempt had an uncertain outcome`];
  });
}
