import { type Order, type OrderEvent } from '@holdfast/checkout-client';
import { moneyText } from '../say/money.ts';
import { dayText } from '../say/time.ts';
import { words } from '../words.ts';
import { isDisputed, lostOf, returnedOf } from './order-state.ts';

export interface OrderWords {
  /** For the browser tab and the mark above the heading. */
  readonly title: string;
  /** Begins with the money. */
  readonly heading: string;
  readonly tone: 'held' | 'wait' | 'broken' | 'returned' | 'unknown';
  readonly lead: readonly string[];
  /** Sentences that must not be missed: a refund that failed, a dispute. */
  readonly notices: readonly string[];
}

/** Receipts leave within seconds; later, "on its way" might be untrue. */
const receiptMs = 600_000;
/** Banks show a refund within 10 business days. */
const refundShownMs = 14 * 86_400_000;

/**
 * The words for an order in each of its states. The API's texts are used as they are. `history` is undefined
 * until it was read.
 */
export function orderWords(
  order: Order,
  history: readonly OrderEvent[] | undefined,
  now: number,
): OrderWords {
  const { notice } = order;
  const events = history ?? [];
  const disputes = disputeWords(order, events);
  const extra = extraChargeWords(events);
  const shown = notice === null ? [] : [notice];
  switch (order.status) {
    case 'payment_pending':
      return { ...pendingWords(order), notices: [] };
    case 'requires_action':
      return {
        title: words.order.action.title,
        heading: words.order.action.heading(total(order)),
        tone: 'wait',
        lead: shown,
        notices: [],
      };
    case 'payment_failed':
      return { ...failedWords(order, history), notices: shown };
    case 'refund_pending':
      return {
        title: words.order.refundPending.title,
        heading: words.order.refundPending.heading(total(order)),
        tone: 'wait',
        // Without a notice, it is not certain that an email follows.
        lead: notice === null ? [] : [notice, words.order.canClose],
        notices: [...extra, ...disputes],
      };
    case 'refunded':
      return { ...refundedWords(order, events, now), notices: [...shown, ...extra, ...disputes] };
    case 'paid':
      return { ...paidWords(order, events, now), notices: [...shown, ...extra, ...disputes] };
  }
}

type Main = Omit<OrderWords, 'notices'>;

const total = (order: Order): string => moneyText(order.total);

function pendingWords({ notice, expectedBy, ...order }: Order): Main {
  const { pending, moving, canClose } = words.order;
  const amount = moneyText(order.total);
  if (expectedBy === null)
    return {
      title: pending.title,
      heading: pending.heading(amount),
      tone: 'wait',
      lead: notice === null ? [canClose] : [notice, canClose],
    };
  return {
    title: moving.title,
    heading: moving.heading(amount),
    tone: 'wait',
    lead: [moving.until(dayText(expectedBy)), notice ?? canClose],
  };
}

function paidWords(order: Order, events: readonly OrderEvent[], now: number): Main {
  const { paid, partlyRefunded, disputed } = words.order;
  const returned = returnedOf(order);
  if (lostOf(order) > 0) return lostWords(order, events, now);
  if (returned.amountMinor > 0)
    return {
      title: partlyRefunded.title,
      heading: partlyRefunded.heading(total(order), moneyText(returned)),
      tone: 'held',
      lead: refundShown(events, now),
    };
  return {
    title: isDisputed(order) ? disputed.title : paid.title,
    heading: paid.heading(total(order)),
    tone: isDisputed(order) ? 'wait' : 'held',
    lead: receiptWords(order, events, now),
  };
}

/** For an order of which a bank took something back. */
function lostWords(order: Order, events: readonly OrderEvent[], now: number): Main {
  const { title, heading, headingWithRefund } = words.order.lost;
  const returned = returnedOf(order);
  const lost = moneyText({ ...order.total, amountMinor: lostOf(order) });
  if (returned.amountMinor === 0)
    return { title, heading: heading(total(order), lost), tone: 'returned', lead: [] };
  return {
    title,
    heading: headingWithRefund(total(order), moneyText(returned), lost),
    tone: 'returned',
    lead: refundShown(events, now),
  };
}

const lateCharges: Readonly<
  Record<string, Pick<Main, 'title' | 'tone'> & { heading: (total: string) => string }>
> = {
  orphaned_charge_refund_started: { ...words.order.lateCharge.returning, tone: 'wait' },
  orphaned_charge_refunded: { ...words.order.lateCharge.returned, tone: 'returned' },
  orphaned_charge_refund_failed: { ...words.order.lateCharge.kept, tone: 'broken' },
};

/** Without the history, nothing is said about the money: a charge may have come late. */
function failedWords(order: Order, events: readonly OrderEvent[] | undefined): Main {
  const { title, heading, unread, unreadTitle } = words.order.failed;
  if (events === undefined) return { title: unreadTitle, heading: unread, tone: 'broken', lead: [] };
  const charged = extraCharge(events);
  const late = lateCharges[charged?.type ?? ''];
  if (charged !== undefined && late !== undefined)
    return { ...late, heading: late.heading(total(order)), lead: [charged.text] };
  return { title, heading, tone: 'broken', lead: reasonIn(events) };
}

/** The last event about a charge that came too late, or in addition. */
const extraCharge = (events: readonly OrderEvent[]): OrderEvent | undefined =>
  events.findLast(({ type }) => type.startsWith('orphaned_charge_'));

function extraChargeWords(events: readonly OrderEvent[]): string[] {
  const charged = extraCharge(events);
  return charged === undefined ? [] : [charged.text];
}

function receiptWords(
  { customer, createdAt, notice }: Order,
  events: readonly OrderEvent[],
  now: number,
): string[] {
  const { thanks, receipt, receiptOnItsWay } = words.order;
  const paidAt = Date.parse(lastOf(events, 'order_paid')?.at ?? createdAt);
  const isRecent = notice === null && Math.abs(now - paidAt) < receiptMs;
  return isRecent
    ? [`${thanks(customer.name)} ${receiptOnItsWay(customer.email)}`]
    : [receipt(customer.email)];
}

function refundedWords(order: Order, events: readonly OrderEvent[], now: number): Main {
  const { refunded, partlyRefunded } = words.order;
  if (lostOf(order) > 0) return { ...lostWords(order, events, now), title: refunded.title };
  const returned = returnedOf(order);
  const isPart = returned.amountMinor > 0 && returned.amountMinor < order.total.amountMinor;
  return {
    title: refunded.title,
    heading: isPart
      ? partlyRefunded.heading(total(order), moneyText(returned))
      : refunded.heading(total(order)),
    tone: 'returned',
    lead: refundShown(events, now),
  };
}

function refundShown(events: readonly OrderEvent[], now: number): string[] {
  const refund = lastOf(events, 'order_refunded');
  return refund !== undefined && now - Date.parse(refund.at) < refundShownMs
    ? [words.order.refunded.body]
    : [];
}

/** The history's words for the payment's failure. The heading already says that nothing was taken. */
function reasonIn(events: readonly OrderEvent[]): string[] {
  const reason = lastOf(events, 'payment_failed')?.text.replace(/^Nothing was charged\. /, '');
  return reason === undefined ? [] : [reason];
}

function disputeWords({ dispute }: Order, events: readonly OrderEvent[]): string[] {
  if (dispute === null) return [];
  const line = events.findLast(({ type }) => type === `dispute_${dispute.status}`);
  return [line?.text ?? words.order.disputed.opened(moneyText(dispute.amount))];
}

const lastOf = (events: readonly OrderEvent[], type: string): OrderEvent | undefined =>
  events.findLast((event) => event.type === type);
