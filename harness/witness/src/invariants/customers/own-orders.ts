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
import { groupBy, text } from '../rows.ts';
import { type Tokens, wrongLinks } from './email-links.ts';
import { storable } from './not-stored.ts';

/** 14. Compares the credential of each request with the tokens that checkouts returned. */
export const ownOrders: Invariant = {
  number: 14,
  says: 'Only its customer and callers who may read all orders see an order. Its token is returned by its checkout and in the links of its emails only, each of which opens it. No cache may store what is about one customer.',
  contradictions: (evidence) => {
    const tokens = tokensByOrder(evidence);
    return [
      ...responsesIn(evidence).flatMap((response) => [
        ...shownToAStranger(response, tokens),
        ...tokenElsewhere(response),
        ...checkoutWithoutToken(response),
      ]),
      ...severalTokens(tokens),
      ...wrongLinks(evidence, tokens),
      ...storable(evidence),
      ...(evidence.shownToStrangers ?? []),
    ];
  },
};

function tokensByOrder(evidence: Evidence): Tokens {
  const placed = responsesIn(evidence).filter(
    (response) => isCheckout(response) && text(bodyOf(response), 'accessToken') !== '',
  );
  const byOrder = groupBy(placed, (response) => text(bodyOf(response), 'orderId'));
  return new Map(
    [...byOrder].map(([orderId, responses]) => [
      orderId,
      new Set(responses.map((response) => text(bodyOf(response), 'accessToken'))),
    ]),
  );
}

/** Problem codes that reveal that the order exists. */
const revealingCodes = new Set(['order_not_refundable', 'refund_needs_operator', 'refund_exceeds_remaining']);

function shownToAStranger(response: CustomerResponse, tokens: Tokens): string[] {
  const orderId = orderInPath(response);
  const isShown =
    (response.status >= 200 && response.status < 300) || revealingCodes.has(text(bodyOf(response), 'code'));
  if (orderId === undefined || !isShown) return [];
  const credential = credentialOf(response);
  if (credential === '') return [`${summaryOf(response)} without a credential`];
  if (!tokenShape.test(credential) || tokens.get(orderId)?.has(credential) === true) return [];
  return [`${summaryOf(response)} with a token that does not belong to order ${orderId}`];
}

function tokenElsewhere(response: CustomerResponse): string[] {
  return isCheckout(response) || !response.text.includes('"accessToken"')
    ? []
    : [`${summaryOf(response)} shows a token: ${response.text.slice(0, 120)}`];
}

function checkoutWithoutToken(response: CustomerResponse): string[] {
  const body = bodyOf(response);
  return isCheckout(response) && text(body, 'orderId') !== '' && !tokenShape.test(text(body, 'accessToken'))
    ? [`${summaryOf(response)} names order ${text(body, 'orderId')} without a token`]
    : [];
}

function severalTokens(tokens: Tokens): string[] {
  const owners = groupBy(
    [...tokens].flatMap(([orderId, own]) => [...own].map((token) => ({ orderId, token }))),
    ({ token }) => token,
  );
  return [
    ...[...tokens].flatMap(([orderId, { size }]) =>
      size > 1 ? [`order ${orderId} has ${size} different tokens`] : [],
    ),
    ...[...owners.values()].flatMap((each) =>
      each.length > 1 ? [`one token belongs to ${each.map(({ orderId }) => orderId).join(' and ')}`] : [],
    ),
  ];
}
