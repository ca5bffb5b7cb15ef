import { type Evidence } from '../evidence.ts';
import { type CustomerResponse } from '../../customers/shopper.ts';
import {
  addressIn,
  responsesIn,
  bodyOf,
  callerOf,
  isCheckout,
  orderInPath,
  requestOf,
  summaryOf,
} from '../responses.ts';
import { type Invariant } from '../invariant.ts';
import { groupBy, orderOf, text } from '../rows.ts';

/** 5. */
export const ownResponses: Invariant = {
  number: 5,
  says: "No caller ever sees another caller's response.",
  contradictions: (evidence) => [
    ...responsesIn(evidence).flatMap((response) => againstItsRequest(evidence, response)),
    ...ordersOfSeveral(evidence),
  ],
};

function againstItsRequest({ ledgers }: Evidence, response: CustomerResponse): string[] {
  const orderId = text(bodyOf(response), 'orderId');
  if (orderId === '') return [];
  const inPath = orderInPath(response);
  if (inPath !== undefined)
    return inPath === orderId ? [] : [`${summaryOf(response)} shows order ${orderId}`];
  if (!isCheckout(response)) return [];
  const asked = addressIn(response.sent);
  const shown = addressIn(response.text);
  if (shown !== '' && shown !== asked) return [`${summaryOf(response)} to ${asked} shows ${shown}`];
  const owner = orderOf(ledgers, orderId);
  if (owner !== undefined && text(owner, 'customer_email') !== asked)
    return [`${summaryOf(response)} to ${asked} names order ${orderId} of ${text(owner, 'customer_email')}`];
  return [];
}

/** On a public route, an order belongs to the sender of the exact request; with an API key, to its holder. */
function ordersOfSeveral(evidence: Evidence): string[] {
  const checkouts = responsesIn(evidence).filter(
    (response) => isCheckout(response) && text(bodyOf(response), 'orderId') !== '',
  );
  return [...groupBy(checkouts, (response) => text(bodyOf(response), 'orderId'))].flatMap(
    ([orderId, responses]) => {
      const requests = new Set(responses.map((response) => requestOf(response)));
      const callers = new Set(responses.map(callerOf));
      if (requests.size === 1 && callers.size === 1) return [];
      const whose = callers.size > 1 ? 'callers' : 'requests';
      return [
        `order ${orderId} was shown to different ${whose}: ${[...new Set(responses.map(summaryOf))].join('; ')}`,
      ];
    },
  );
}
