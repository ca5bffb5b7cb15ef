import { type CustomerResponse } from '../../customers/shopper.ts';
import {
  responsesIn,
  bodyOf,
  callerOf,
  isCheckout,
  isFinal,
  isRefund,
  keyOf,
  requestOf,
  summaryOf,
} from '../responses.ts';
import { type Evidence } from '../evidence.ts';
import { type Invariant } from '../invariant.ts';
import { groupBy, text } from '../rows.ts';

/** 4. */
export const sameResponse: Invariant = {
  number: 4,
  says: 'All final responses to one key have the same status, headers and bytes.',
  contradictions: differingResponses,
  lasting: differingResponses,
};

function differingResponses(evidence: Evidence): string[] {
  const keyed = responsesIn(evidence).filter(
    (response) => keyOf(response) !== undefined && (isCheckout(response) || isRefund(response)),
  );
  return [...groupBy(keyed, (response) => `${callerOf(response)} ${keyOf(response) ?? ''}`).values()].flatMap(
    againstOneKey,
  );
}

function againstOneKey(responses: readonly CustomerResponse[]): string[] {
  const inTime = [...responses].sort((a, b) => a.endedAt - b.endedAt);
  const first = inTime.find(isFinal);
  const orders = new Set(inTime.filter(isCheckout).map((response) => text(bodyOf(response), 'orderId')));
  orders.delete('');
  const several =
    orders.size > 1 ? [`key ${responses[0]?.key ?? ''} made several orders: ${[...orders].join(', ')}`] : [];
  return first === undefined
    ? several
    : [...several, ...inTime.flatMap((response) => againstFirst(first, response))];
}

function againstFirst(first: CustomerResponse, response: CustomerResponse): string[] {
  if (requestOf(response) !== requestOf(first)) return againstReuse(first, response);
  if (isFinal(response)) return againstReplay(first, response);
  const isLater = response.startedAt >= first.endedAt;
  const isUndecided =
    response.status === 202 ||
    response.status === 201 ||
    text(bodyOf(response), 'code') === 'idempotency_in_flight';
  return isLater && isUndecided ? [`${summaryOf(response)}, although ${summaryOf(first)} was final`] : [];
}

function againstReplay(first: CustomerResponse, response: CustomerResponse): string[] {
  if (response.status !== first.status) return [`${summaryOf(first)}, then ${summaryOf(response)}`];
  if (response.text !== first.text)
    return [`${summaryOf(response)} twice, with different bytes: ${differing(first.text, response.text)}`];
  if (response.startedAt >= first.endedAt && response.headers['idempotent-replayed'] !== 'true')
    return [`${summaryOf(response)} again, without the replay header`];
  return differingHeaders(first, response);
}

/** Headers of one exchange, or of one connection. */
const ofOneExchange = new Set([
  'connection',
  'date',
  'idempotent-replayed',
  'keep-alive',
  'preference-applied',
  'traceparent',
  'transfer-encoding',
  'x-request-id',
]);

function differingHeaders(first: CustomerResponse, response: CustomerResponse): string[] {
  const names = new Set([...Object.keys(first.headers), ...Object.keys(response.headers)]);
  return [...names]
    .filter((name) => !ofOneExchange.has(name) && first.headers[name] !== response.headers[name])
    .map(
      (name) =>
        `${summaryOf(response)} with ${name}: ${response.headers[name] ?? 'none'}, but first it was ${first.headers[name] ?? 'none'}`,
    );
}

/** The same key with a different request. */
function againstReuse(first: CustomerResponse, response: CustomerResponse): string[] {
  const isTaken = response.status === 202 || isFinal(response);
  return isTaken ? [`${summaryOf(response)} for a different request than ${summaryOf(first)}`] : [];
}

function differing(one: string, other: string): string {
  const at = [...one].findIndex((character, index) => character !== other[index]);
  const from = Math.max(0, at - 20);
  return `…${one.slice(from, at + 40)}… and …${other.slice(from, at + 40)}…`;
}
