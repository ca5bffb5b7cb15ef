import { type Evidence } from '../evidence.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import { type Invariant } from '../invariant.ts';
import { bodyOf, isCheckout, orderInPath, responsesIn, summaryOf } from '../responses.ts';
import { chargesOf, groupBy, orderOf, type Row, text } from '../rows.ts';
import { wrongReturns } from './return-addresses.ts';

/** 17. */
export const confirmations: Invariant = {
  number: 17,
  says: "An order that waits for its customer's bank shows one page, and only until its time is over. It has one payment at the provider, which is charged only after the customer confirms, and closed once the order has ended. The bank sends the customer back to the page of the order.",
  contradictions: (evidence) => {
    const views = viewsIn(evidence);
    return [
      ...views.flatMap(pageOutOfTime),
      ...[...groupBy(views, ({ orderId }) => orderId).values()].flatMap((same) => [
        ...severalPages(same),
        ...steppedBack(same),
      ]),
      ...severalPayments(evidence.ledgers),
      ...leftOpen(evidence.ledgers),
      ...chargedUnconfirmed(evidence.ledgers, views),
      ...waitsTooLong(evidence),
      ...wrongReturns(evidence),
    ];
  },
};

/** 250 ms: the service and the customer look at their clocks at different times. */
const clockMs = 250;
/** 60 s after the time to confirm, or after healing, an order no longer waits for its customer. */
const mostMs = 60_000;

/** An order as a response described it. */
interface View {
  readonly response: CustomerResponse;
  readonly orderId: string;
  readonly status: string;
  readonly url: string | undefined;
  readonly expiresAt: number;
}

function viewsIn(evidence: Evidence): View[] {
  return responsesIn(evidence)
    .filter((response) => isCheckout(response) || (isOfOrder(response) && response.method === 'GET'))
    .flatMap((response) => {
      const body = bodyOf(response);
      const status = response.status === 402 ? 'payment_failed' : text(body, 'status');
      const isView = response.status === 402 || (response.status >= 200 && response.status < 300);
      const action = body['nextAction'] as Row | null | undefined;
      const url = action == null ? undefined : text(action, 'url');
      const expiresAt = action == null ? Number.NaN : Date.parse(text(action, 'expiresAt'));
      const orderId = text(body, 'orderId');
      return isView && orderId !== '' ? [{ response, orderId, status, url, expiresAt }] : [];
    })
    .toSorted((a, b) => a.response.endedAt - b.response.endedAt);
}

const isOfOrder = (response: CustomerResponse): boolean =>
  orderInPath(response) !== undefined && !response.path.includes('/history');

function pageOutOfTime({ response, orderId, status, url, expiresAt }: View): string[] {
  const waits = status === 'requires_action';
  if (waits !== (url !== undefined))
    return [
      `${summaryOf(response)} shows order ${orderId} as ${status} ${waits ? 'without' : 'with'} a page of the bank`,
    ];
  const lateMs = response.startedAt - expiresAt;
  return lateMs > clockMs
    ? [`${summaryOf(response)} shows order ${orderId} with a page that expired ${lateMs} ms before`]
    : [];
}

function severalPages(views: readonly View[]): string[] {
  const urls = new Set(views.flatMap(({ url }) => url ?? []));
  return urls.size > 1
    ? [`order ${views[0]?.orderId ?? ''} sent its customer to ${urls.size} pages: ${[...urls].join(', ')}`]
    : [];
}

const isBefore = (one: View, other: View): boolean => one.response.endedAt <= other.response.startedAt;

/** Pending, then waiting for the customer, then pending again, then final. */
function stageOf(view: View, views: readonly View[]): number {
  if (view.status === 'requires_action') return 1;
  if (view.status !== 'payment_pending') return 3;
  return views.some((other) => other.status === 'requires_action' && isBefore(other, view)) ? 2 : 0;
}

function steppedBack(views: readonly View[]): string[] {
  const staged = views.map((view) => ({ view, stage: stageOf(view, views) }));
  return staged.flatMap(({ view, stage }) => {
    const ahead = staged.find((other) => other.stage > stage && isBefore(other.view, view));
    return ahead === undefined
      ? []
      : [
          `${summaryOf(view.response)} shows order ${view.orderId} as ${view.status}, although ${summaryOf(ahead.view.response)} had shown it as ${ahead.view.status}`,
        ];
  });
}

/** Declined and canceled ones can never charge again without our call. */
const isOver = (status: string): boolean => /^(canceled|requires_payment_method)$/.test(status);

function severalPayments({ intents }: Ledgers): string[] {
  const open = intents.filter(({ orderId, status }) => orderId !== null && !isOver(status));
  return [...groupBy(open, ({ orderId }) => orderId ?? '')].flatMap(([orderId, same]) =>
    same.length > 1
      ? [
          `order ${orderId} has ${same.length} payments at the provider: ${same.map(({ intentId, status }) => `${intentId} ${status}`).join(', ')}`,
        ]
      : [],
  );
}

/** The customer could still confirm, and would be charged for an order that has ended. */
function leftOpen(ledgers: Ledgers): string[] {
  return ledgers.intents
    .filter(({ status }) => status === 'requires_action')
    .flatMap(({ intentId, orderId }) => {
      const order = orderOf(ledgers, orderId ?? '');
      return order === undefined || text(order, 'status') === 'requires_action'
        ? []
        : [
            `payment ${intentId} can still be confirmed, although order ${orderId ?? ''} is ${text(order, 'status')}`,
          ];
    });
}

function chargedUnconfirmed(ledgers: Ledgers, views: readonly View[]): string[] {
  const asked = new Set([
    ...views.filter(({ url }) => url !== undefined).map(({ orderId }) => orderId),
    ...ledgers.histories
      .filter((line) => text(line, 'type') === 'confirmation_requested')
      .map((line) => text(line, 'order_id')),
  ]);
  return [...asked].flatMap((orderId) =>
    chargesOf(ledgers, orderId)
      .filter(
        ({ paymentIntentId, createdAt }) =>
          !ledgers.bankResponses.some(
            ({ intentId, response, at }) =>
              intentId === paymentIntentId && response === 'confirm' && at <= Date.parse(createdAt),
          ),
      )
      .map(
        ({ chargeId }) =>
          `order ${orderId} was charged (${chargeId}) before its customer confirmed with the bank`,
      ),
  );
}

function waitsTooLong(evidence: Evidence): string[] {
  const { samples, ledgers, faults, strikes, acts, healedAt } = evidence;
  const isBroken = faults.length + strikes.length + acts.length > 0;
  const late = [...samples, ledgers].flatMap(({ readAt, orders }) =>
    orders
      .filter((order) => text(order, 'status') === 'requires_action')
      .filter((order) => {
        const expiresAt = Date.parse(text(order, 'action_expires_at'));
        return readAt > Math.max(expiresAt, isBroken ? healedAt : expiresAt) + mostMs;
      })
      .map((order) => text(order, 'order_id')),
  );
  return [...new Set(late)].map(
    (orderId) => `order ${orderId} waits for its customer long after the time to confirm`,
  );
}
