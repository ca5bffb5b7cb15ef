import { type Evidence } from '../evidence.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import {
  responsesIn,
  bodyOf,
  credentialOf,
  isCheckout,
  orderInPath,
  tokenShape,
  summaryOf,
} from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { lateCharges } from '../money/late-charges.ts';
import { falseHistories } from './histories.ts';
import { falseAssurances } from './false-assurances.ts';
import { falseTotals } from './refunded-totals.ts';
import { chargesOf, orderOf, text, wasPaid } from '../rows.ts';

/** 2. */
export const truthfulResponses: Invariant = {
  number: 2,
  says: 'Everything that a customer reads is true: a named order exists, 201 means paid, 402 and "nothing was charged" mean never charged, 202 ends as paid or failed, a history lists each refund once, and no order shows more refunded than the provider returned.',
  contradictions: (evidence) => [
    ...responsesIn(evidence).flatMap((response) =>
      isCheckout(response) ? checkoutAgainst(evidence, response) : orderAgainst(evidence, response),
    ),
    ...forgottenOrders(evidence),
    ...falseAssurances(evidence),
    ...falseHistories(evidence),
    ...falseTotals(evidence),
  ],
};

function checkoutAgainst({ scenario, ledgers }: Evidence, response: CustomerResponse): string[] {
  const body = bodyOf(response);
  const orderId = text(body, 'orderId');
  const isOrder = response.status === 201 || response.status === 202;
  if (orderId === '')
    return isOrder ? [`${summaryOf(response)} names no order: ${response.text.slice(0, 120)}`] : [];
  const order = orderOf(ledgers, orderId);
  if (order === undefined) return [`${summaryOf(response)} with order ${orderId}, which does not exist`];
  const is = text(order, 'status');
  const said = text(body, 'status');
  const found: string[] = [];
  if (response.status === 201 && !wasPaid(order))
    found.push(`${summaryOf(response)}, but order ${orderId} is ${is}`);
  if (response.status === 201 && said !== 'paid')
    found.push(`${summaryOf(response)}, but it calls order ${orderId} ${said}`);
  if (response.status === 202 && said !== 'payment_pending' && said !== 'requires_action')
    found.push(`${summaryOf(response)}, but it calls order ${orderId} ${said}`);
  if (response.status === 202 && !wasPaid(order) && is !== 'payment_failed')
    found.push(`${summaryOf(response)}, but order ${orderId} never ended: it is ${is}`);
  if (response.status === 402 || /^payment_(method_invalid|refused)$/.test(text(body, 'code'))) {
    const late = lateCharges({ scenario, ledgers });
    const charges = chargesOf(ledgers, orderId).filter(
      (charge) => !late.includes(charge) || Date.parse(charge.createdAt) <= response.startedAt,
    );
    if (charges.length > 0)
      found.push(
        `${summaryOf(response)}, but order ${orderId} was charged: ${charges.map((c) => c.chargeId).join(', ')}`,
      );
    if (is !== 'payment_failed') found.push(`${summaryOf(response)}, but order ${orderId} is ${is}`);
  }
  return found;
}

/** A final status that `GET /orders/:orderId` returned must not change. */
function orderAgainst({ ledgers }: Evidence, response: CustomerResponse): string[] {
  const orderId = orderInPath(response);
  if (orderId === undefined || response.method !== 'GET' || response.status !== 200) return [];
  const order = orderOf(ledgers, orderId);
  if (order === undefined) return [`${summaryOf(response)}, but the order does not exist`];
  const said = text(bodyOf(response), 'status');
  if (['paid', 'refund_pending', 'refunded'].includes(said) && !wasPaid(order))
    return [`${summaryOf(response)} said ${said}, but order ${orderId} is ${text(order, 'status')}`];
  if (said === 'payment_failed' && text(order, 'status') !== 'payment_failed')
    return [`${summaryOf(response)} said payment_failed, but order ${orderId} is ${text(order, 'status')}`];
  return [];
}

/** Once a response names an order, it must be found from then on, except with another order's token. */
function forgottenOrders(evidence: Evidence): string[] {
  const responses = responsesIn(evidence);
  return responses
    .filter((response) => response.method === 'GET' && response.status === 404)
    .flatMap((missing) => {
      const orderId = orderInPath(missing);
      const before = responses.find(
        (response) =>
          orderId !== undefined &&
          !isOfAnother(missing, text(bodyOf(response), 'accessToken')) &&
          response.endedAt < missing.startedAt &&
          text(bodyOf(response), 'orderId') === orderId,
      );
      return before === undefined
        ? []
        : [`${summaryOf(missing)}, although ${summaryOf(before)} had named it`];
    });
}

/** True if the request presented another order's token. */
function isOfAnother(response: CustomerResponse, token: string): boolean {
  const presented = credentialOf(response);
  return tokenShape.test(presented) && presented !== token;
}
