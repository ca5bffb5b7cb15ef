import { type Evidence } from '../../run/evidence.ts';
import { type Answer } from '../../system/shopper.ts';
import { answersIn, bodyOf, credentialOf, isCheckout, orderInPath, tokenShape, told } from '../answers.ts';
import { type Invariant } from '../invariant.ts';
import { groupBy, text } from '../rows.ts';

/** 14. By what the caller presented, and what the answers to checkouts gave out. */
export const ownOrders: Invariant = {
  number: 14,
  says: 'No answer shows an order to a caller who neither placed it nor may read all; its token comes with its checkout and with nothing else.',
  contradictions: (evidence) => {
    const tokens = tokensByOrder(evidence);
    return [
      ...answersIn(evidence).flatMap((answer) => [
        ...shownToAStranger(answer, tokens),
        ...tokenElsewhere(answer),
        ...checkoutWithoutToken(answer),
      ]),
      ...severalTokens(tokens),
    ];
  },
};

type Tokens = ReadonlyMap<string, ReadonlySet<string>>;

function tokensByOrder(evidence: Evidence): Tokens {
  const placed = answersIn(evidence).filter(
    (answer) => isCheckout(answer) && text(bodyOf(answer), 'accessToken') !== '',
  );
  const byOrder = groupBy(placed, (answer) => text(bodyOf(answer), 'orderId'));
  return new Map(
    [...byOrder].map(([orderId, answers]) => [
      orderId,
      new Set(answers.map((answer) => text(bodyOf(answer), 'accessToken'))),
    ]),
  );
}

/** What is answered to those who have found the order only. */
const codesOfTheDoorPassed = new Set([
  'order_not_refundable',
  'refund_needs_operator',
  'refund_exceeds_remaining',
]);

function shownToAStranger(answer: Answer, tokens: Tokens): string[] {
  const orderId = orderInPath(answer);
  const isShown =
    (answer.status >= 200 && answer.status < 300) || codesOfTheDoorPassed.has(text(bodyOf(answer), 'code'));
  if (orderId === undefined || !isShown) return [];
  const credential = credentialOf(answer);
  if (credential === '') return [`${told(answer)} without a credential`];
  if (!tokenShape.test(credential) || tokens.get(orderId)?.has(credential) === true) return [];
  return [`${told(answer)} with a token that is not of order ${orderId}`];
}

function tokenElsewhere(answer: Answer): string[] {
  return isCheckout(answer) || !answer.text.includes('"accessToken"')
    ? []
    : [`${told(answer)} shows a token: ${answer.text.slice(0, 120)}`];
}

function checkoutWithoutToken(answer: Answer): string[] {
  const body = bodyOf(answer);
  return isCheckout(answer) && text(body, 'orderId') !== '' && !tokenShape.test(text(body, 'accessToken'))
    ? [`${told(answer)} names order ${text(body, 'orderId')} and gives no token for it`]
    : [];
}

function severalTokens(tokens: Tokens): string[] {
  const owners = groupBy(
    [...tokens].flatMap(([orderId, own]) => [...own].map((token) => ({ orderId, token }))),
    ({ token }) => token,
  );
  return [
    ...[...tokens].flatMap(([orderId, { size }]) =>
      size > 1 ? [`order ${orderId} was given ${size} different tokens`] : [],
    ),
    ...[...owners.values()].flatMap((each) =>
      each.length > 1 ? [`one token is that of ${each.map(({ orderId }) => orderId).join(' and ')}`] : [],
    ),
  ];
}
