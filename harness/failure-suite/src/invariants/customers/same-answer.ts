import { type Answer } from '../../system/shopper.ts';
import {
  answersIn,
  bodyOf,
  callerOf,
  isCheckout,
  isFinal,
  isRefund,
  keyOf,
  requestOf,
  told,
} from '../answers.ts';
import { type Invariant } from '../invariant.ts';
import { groupBy, text } from '../rows.ts';

/** 4. */
export const sameAnswer: Invariant = {
  number: 4,
  says: 'All answers to one key have the same status and the same bytes, once they are final.',
  contradictions: (evidence) => {
    const keyed = answersIn(evidence).filter(
      (answer) => keyOf(answer) !== undefined && (isCheckout(answer) || isRefund(answer)),
    );
    return [...groupBy(keyed, (answer) => `${callerOf(answer)} ${keyOf(answer) ?? ''}`).values()].flatMap(
      againstOneKey,
    );
  },
};

function againstOneKey(answers: readonly Answer[]): string[] {
  const inTime = [...answers].sort((a, b) => a.endedAt - b.endedAt);
  const first = inTime.find(isFinal);
  const orders = new Set(inTime.filter(isCheckout).map((answer) => text(bodyOf(answer), 'orderId')));
  orders.delete('');
  const several =
    orders.size > 1 ? [`key ${answers[0]?.key ?? ''} made several orders: ${[...orders].join(', ')}`] : [];
  return first === undefined
    ? several
    : [...several, ...inTime.flatMap((answer) => againstFirst(first, answer))];
}

function againstFirst(first: Answer, answer: Answer): string[] {
  if (requestOf(answer) !== requestOf(first)) return againstReuse(first, answer);
  if (isFinal(answer)) return againstReplay(first, answer);
  const isLater = answer.startedAt >= first.endedAt;
  const isUndecided =
    answer.status === 202 ||
    answer.status === 201 ||
    text(bodyOf(answer), 'code') === 'idempotency_in_flight';
  return isLater && isUndecided ? [`${told(answer)}, after ${told(first)} had been the last word`] : [];
}

function againstReplay(first: Answer, answer: Answer): string[] {
  if (answer.status !== first.status) return [`${told(first)}, and then ${told(answer)}`];
  if (answer.text !== first.text)
    return [`${told(answer)} twice, with other bytes: ${differing(first.text, answer.text)}`];
  if (answer.startedAt >= first.endedAt && answer.headers['idempotent-replayed'] !== 'true')
    return [`${told(answer)} once more, and it does not say that it is replayed`];
  return [];
}

/** The key with another request. */
function againstReuse(first: Answer, answer: Answer): string[] {
  const isTaken = answer.status === 202 || isFinal(answer);
  return isTaken ? [`${told(answer)} for another request than that of ${told(first)}`] : [];
}

function differing(one: string, other: string): string {
  const at = [...one].findIndex((character, index) => character !== other[index]);
  const from = Math.max(0, at - 20);
  return `…${one.slice(from, at + 40)}… and …${other.slice(from, at + 40)}…`;
}
