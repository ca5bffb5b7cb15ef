import { type Evidence } from '../../run/evidence.ts';
import { type Answer } from '../../system/shopper.ts';
import {
  addressIn,
  answersIn,
  bodyOf,
  callerOf,
  isCheckout,
  orderInPath,
  requestOf,
  told,
} from '../answers.ts';
import { type Invariant } from '../invariant.ts';
import { groupBy, orderOf, text } from '../rows.ts';

/** 5. */
export const ownAnswers: Invariant = {
  number: 5,
  says: 'No caller ever sees the answer of another.',
  contradictions: (evidence) => [
    ...answersIn(evidence).flatMap((answer) => againstItsRequest(evidence, answer)),
    ...ordersOfSeveral(evidence),
  ],
};

function againstItsRequest({ ledgers }: Evidence, answer: Answer): string[] {
  const orderId = text(bodyOf(answer), 'orderId');
  if (orderId === '') return [];
  const inPath = orderInPath(answer);
  if (inPath !== undefined) return inPath === orderId ? [] : [`${told(answer)} shows order ${orderId}`];
  if (!isCheckout(answer)) return [];
  const asked = addressIn(answer.sent);
  const shown = addressIn(answer.text);
  if (shown !== '' && shown !== asked) return [`${told(answer)} to ${asked} shows ${shown}`];
  const owner = orderOf(ledgers, orderId);
  if (owner !== undefined && text(owner, 'customer_email') !== asked)
    return [`${told(answer)} to ${asked} names order ${orderId} of ${text(owner, 'customer_email')}`];
  return [];
}

/** On a public route an order is for who knows the whole request; behind an API key for its holder only. */
function ordersOfSeveral(evidence: Evidence): string[] {
  const checkouts = answersIn(evidence).filter(
    (answer) => isCheckout(answer) && text(bodyOf(answer), 'orderId') !== '',
  );
  return [...groupBy(checkouts, (answer) => text(bodyOf(answer), 'orderId'))].flatMap(
    ([orderId, answers]) => {
      const requests = new Set(answers.map((answer) => requestOf(answer)));
      const callers = new Set(answers.map(callerOf));
      if (requests.size === 1 && callers.size === 1) return [];
      const whose = callers.size > 1 ? 'callers' : 'requests';
      return [
        `order ${orderId} was shown to different ${whose}: ${[...new Set(answers.map(told))].join('; ')}`,
      ];
    },
  );
}
