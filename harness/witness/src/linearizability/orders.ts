import { type CustomerResponse } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import {
  bodyOf,
  credentialOf,
  isCheckout,
  isRefund,
  orderInPath,
  responsesIn,
  summaryOf,
} from '../invariants/responses.ts';
import { groupBy, number, orderOf, type Row, text } from '../invariants/rows.ts';
import { impossible } from './in-words.ts';
import { type Observation, type Register } from './register.ts';

const statuses = [
  'absent',
  'payment_pending',
  'requires_action',
  'paid',
  'payment_failed',
  'refund_pending',
  'refunded',
] as const;
type OrderState = (typeof statuses)[number];

const charged: readonly OrderState[] = ['paid', 'refund_pending', 'refunded'];

/** The states of an order that a response shows. */
interface View {
  readonly orderId: string;
  readonly observation: Observation<OrderState>;
}

/** Contradictions to each order being one register, for every reader, at every instance. */
export function falseOrders(evidence: Evidence): string[] {
  const tokens = tokensIn(evidence);
  const views = responsesIn(evidence).flatMap((response) => viewOf(evidence.ledgers, response, tokens));
  return [...groupBy(views, ({ orderId }) => orderId)].flatMap(([orderId, same]) =>
    impossible(
      registerOf(evidence.ledgers, orderId),
      same.map(({ observation }) => observation),
    ).map((contradiction) => `order ${orderId}: ${contradiction}`),
  );
}

/** Written down apart from the product; refunds narrow it to what happened to this order. */
function registerOf(ledgers: Ledgers, orderId: string): Register<OrderState> {
  const refunds = refundsOf(ledgers, orderId);
  const isWhole = (refund: Row): boolean =>
    number(refund, 'amount_minor') === number(orderOf(ledgers, orderId) ?? {}, 'amount_minor');
  const comesBack = refunds.some((refund) => text(refund, 'status') === 'failed' || !isWhole(refund));
  return {
    initial: 'absent',
    moves: {
      absent: ['payment_pending'],
      payment_pending: ['requires_action', 'paid', 'payment_failed'],
      requires_action: ['payment_pending', 'paid', 'payment_failed'],
      paid: refunds.length === 0 ? [] : ['refund_pending', 'refunded'],
      payment_failed: [],
      refund_pending: comesBack ? ['refunded', 'paid'] : ['refunded'],
      refunded: comesBack ? ['paid'] : [],
    },
  };
}

const refundsOf = ({ orderRefunds }: Ledgers, orderId: string): Row[] =>
  orderRefunds.filter((refund) => text(refund, 'order_id') === orderId);

function viewOf(ledgers: Ledgers, response: CustomerResponse, tokens: ReadonlyMap<string, string>): View[] {
  const orderId = text(bodyOf(response), 'orderId') || (orderInPath(response) ?? '');
  const states = statesIn(ledgers, response, orderId, tokens);
  if (orderId === '' || states.length === 0) return [];
  const { startedAt, endedAt } = response;
  const says = `${summaryOf(response)} shows ${text(bodyOf(response), 'status') || states.join(' or ')}`;
  return [{ orderId, observation: { startedAt, endedAt, states, says } }];
}

function statesIn(
  ledgers: Ledgers,
  response: CustomerResponse,
  orderId: string,
  tokens: ReadonlyMap<string, string>,
): readonly OrderState[] {
  const { status, method, path } = response;
  if (isCheckout(response)) return statesInCheckout(response);
  if (isRefund(response)) return status === 201 ? statesAfterRefund(ledgers, orderId) : [];
  if (method !== 'GET' || orderInPath(response) === undefined) return [];
  const isOwn = credentialOf(response) !== '' && credentialOf(response) === tokens.get(orderId);
  if (status === 404 && isOwn) return ['absent'];
  return status === 200 && !path.includes('/history') ? known(text(bodyOf(response), 'status')) : [];
}

/** 201 is stored: a replay shows the order as it was when it was paid. */
function statesInCheckout(response: CustomerResponse): readonly OrderState[] {
  const body = bodyOf(response);
  if (response.status === 201) return charged;
  if (response.status === 202) return known(text(body, 'status'));
  const isRefused = response.status === 402 || /^payment_(method_invalid|refused)$/.test(text(body, 'code'));
  return isRefused ? ['payment_failed'] : [];
}

/** A refund that is accepted or made no longer leaves the order as paid, unless it fails or is a part. */
function statesAfterRefund(ledgers: Ledgers, orderId: string): readonly OrderState[] {
  const { moves } = registerOf(ledgers, orderId);
  return moves.refunded.length === 0 ? ['refund_pending', 'refunded'] : charged;
}

const known = (status: string): readonly OrderState[] => statuses.filter((each) => each === status);

/** By order, as checkouts returned them. */
export function tokensIn(evidence: Evidence): Map<string, string> {
  return new Map(
    responsesIn(evidence)
      .filter(isCheckout)
      .map(bodyOf)
      .map((body) => [text(body, 'orderId'), text(body, 'accessToken')]),
  );
}
