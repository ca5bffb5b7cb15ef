import { type Evidence } from '../../run/evidence.ts';
import { type Answer } from '../../system/shopper.ts';
import { answersIn, bodyOf, credentialOf, isCheckout, orderInPath, tokenShape, told } from '../answers.ts';
import { type Invariant } from '../invariant.ts';
import { falseHistories } from './histories.ts';
import { falseAssurances } from './nothing-was-taken.ts';
import { chargesOf, orderOf, text, wasPaid } from '../rows.ts';

/** 2. */
export const whatWasTold: Invariant = {
  number: 2,
  says: 'What a customer was told is true: an order exists, 201 is paid, 402 is not charged, nobody who reads that nothing was taken was ever charged, 202 ends as paid or failed, a history has each refund once.',
  contradictions: (evidence) => [
    ...answersIn(evidence).flatMap((answer) =>
      isCheckout(answer) ? checkoutAgainst(evidence, answer) : orderAgainst(evidence, answer),
    ),
    ...forgottenOrders(evidence),
    ...falseAssurances(evidence),
    ...falseHistories(evidence),
  ],
};

function checkoutAgainst({ ledgers }: Evidence, answer: Answer): string[] {
  const body = bodyOf(answer);
  const orderId = text(body, 'orderId');
  const isOrder = answer.status === 201 || answer.status === 202;
  if (orderId === '') return isOrder ? [`${told(answer)} names no order: ${answer.text.slice(0, 120)}`] : [];
  const order = orderOf(ledgers, orderId);
  if (order === undefined) return [`${told(answer)} with order ${orderId}, which does not exist`];
  const is = text(order, 'status');
  const said = text(body, 'status');
  const found: string[] = [];
  if (answer.status === 201 && !wasPaid(order)) found.push(`${told(answer)}, but order ${orderId} is ${is}`);
  if (answer.status === 201 && said !== 'paid')
    found.push(`${told(answer)}, which calls order ${orderId} ${said}`);
  if (answer.status === 202 && !wasPaid(order) && is !== 'payment_failed')
    found.push(`${told(answer)}, and order ${orderId} has not ended: it is ${is}`);
  if (answer.status === 402 || /^payment_(method_invalid|refused)$/.test(text(body, 'code'))) {
    const charges = chargesOf(ledgers, orderId);
    if (charges.length > 0)
      found.push(
        `${told(answer)}, but order ${orderId} was charged: ${charges.map((c) => c.chargeId).join(', ')}`,
      );
    if (is !== 'payment_failed') found.push(`${told(answer)}, but order ${orderId} is ${is}`);
  }
  return found;
}

/** What `GET /orders/:orderId` said cannot be taken back. */
function orderAgainst({ ledgers }: Evidence, answer: Answer): string[] {
  const orderId = orderInPath(answer);
  if (orderId === undefined || answer.method !== 'GET' || answer.status !== 200) return [];
  const order = orderOf(ledgers, orderId);
  if (order === undefined) return [`${told(answer)}, but there is no such order`];
  const said = text(bodyOf(answer), 'status');
  if (['paid', 'refund_pending', 'refunded'].includes(said) && !wasPaid(order))
    return [`${told(answer)} said ${said}, but order ${orderId} is ${text(order, 'status')}`];
  if (said === 'payment_failed' && text(order, 'status') !== 'payment_failed')
    return [`${told(answer)} said payment_failed, but order ${orderId} is ${text(order, 'status')}`];
  return [];
}

/** An order that somebody was told of is found from then on by all but those who come with the token of another. */
function forgottenOrders(evidence: Evidence): string[] {
  const answers = answersIn(evidence);
  return answers
    .filter((answer) => answer.method === 'GET' && answer.status === 404)
    .flatMap((missing) => {
      const orderId = orderInPath(missing);
      const before = answers.find(
        (answer) =>
          orderId !== undefined &&
          !isOfAnother(missing, text(bodyOf(answer), 'accessToken')) &&
          answer.endedAt < missing.startedAt &&
          text(bodyOf(answer), 'orderId') === orderId,
      );
      return before === undefined ? [] : [`${told(missing)}, after ${told(before)} had named it`];
    });
}

/** Whether the request came with a token, and not with this one. */
function isOfAnother(answer: Answer, token: string): boolean {
  const presented = credentialOf(answer);
  return tokenShape.test(presented) && presented !== token;
}
