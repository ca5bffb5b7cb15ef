import { inDollars } from '../customers/price-list.ts';
import { keyOf } from '../invariants/responses.ts';
import { number, type Row, text } from '../invariants/rows.ts';
import { type Facts } from './facts.ts';
import { refundsOf } from './meanings/refund.ts';
import { type Passage, type Said } from './statement.ts';
import { hole, type Kind, type Word } from './template.ts';

type Judge = (value: string, said: Said, facts: Facts) => string | undefined;

const differs = (value: string, is: readonly (string | undefined)[], what: string): string | undefined =>
  is.includes(undefined) || is.includes(value) ? undefined : `${what} is ${is.join(' or ') || 'none'}`;

const minorIn = (value: string): number => Number(value.replaceAll(/\D/g, ''));

/**
 * Without the refunds that a reading had as made before it was said, and without each selection of the other
 * refunds and disputes. Undefined if the price is unknown.
 */
function amountsLeft(said: Said, facts: Facts): ReadonlySet<number> | undefined {
  const { orderId = '' } = said;
  const total = facts.totalOf(orderId);
  if (total === undefined) return undefined;
  const firstSaid = firstSent(said, facts);
  const inDashboard = facts
    .providerRefundsOf(orderId)
    .filter(({ idempotencyKey }) => idempotencyKey === null);
  const others = [...facts.disputesOf(orderId), ...inDashboard].map(({ amountMinor }) => amountMinor);
  let left = new Set([total]);
  for (const amount of others) left = new Set([...left, ...without(left, amount)]);
  for (const refund of facts.refundsOf(orderId)) {
    const after = without(left, number(refund, 'amount_minor'));
    left = new Set(wasMadeBefore(refund, firstSaid, facts) ? after : [...left, ...after]);
  }
  return left;
}

const without = (left: ReadonlySet<number>, amount: number): number[] =>
  [...left].map((before) => before - amount).filter((after) => after >= 0);

/** The response may be a stored one: then it is as old as the first request with its key. */
function firstSent({ from, response }: Said, { ledgers }: Facts): number {
  const key = response && keyOf(response);
  const same = ledgers.responses.filter((other) => key !== undefined && keyOf(other) === key);
  return Math.min(from, ...same.map(({ startedAt }) => startedAt));
}

/** 1 s: a reading may take that long. */
const readingMs = 1_000;

const wasMadeBefore = (refund: Row, time: number, { evidence }: Facts): boolean =>
  refund['status'] === 'succeeded' &&
  evidence.samples.some(
    ({ readAt, orderRefunds }) =>
      readAt + readingMs < time &&
      orderRefunds.some(
        (row) => row['refund_id'] === refund['refund_id'] && text(row, 'status') === 'succeeded',
      ),
  );

/** The placeholders whose values a ledger knows. */
const judges: Readonly<Partial<Record<Kind, Judge>>> = {
  total: (value, { orderId }, facts) => {
    const minor = orderId === undefined ? undefined : facts.totalOf(orderId);
    return differs(value, [minor === undefined ? undefined : inDollars(minor)], 'the price of the cart');
  },
  refund: (value, said, facts) =>
    differs(
      value,
      refundsOf(said, facts).map((row) => inDollars(number(row, 'amount_minor'))),
      'the refund',
    ),
  dispute: (value, { orderId = '' }, facts) =>
    differs(
      value,
      facts
        .disputesOf(orderId)
        .flatMap(({ amountMinor, claimedMinor = amountMinor }) => [amountMinor, claimedMinor].map(inDollars)),
      'the dispute',
    ),
  part: (value, { orderId }, facts) => {
    const minor = orderId === undefined ? undefined : facts.totalOf(orderId);
    return minor === undefined || minorIn(value) <= minor ? undefined : `the order costs ${inDollars(minor)}`;
  },
  left: (value, said, facts) => {
    const left = minorIn(value);
    const most = said.words.find(({ kind }) => kind === 'count')?.value;
    if (most !== undefined && Number(most) !== left) return `${value} is not ${most}`;
    const possible = amountsLeft(said, facts);
    return possible?.has(left) === false ? `${[...possible].map(inDollars).join(' or ')} is left` : undefined;
  },
  order: (value, { orderId }) => differs(value, [orderId], 'the order'),
  refundId: (value, { orderId }, facts) => {
    const row = facts.refund(value);
    return row?.['order_id'] === orderId ? undefined : `order ${orderId ?? 'none'} has no refund ${value}`;
  },
};

/** Names the means of payment, if that was another one. */
export function wrongMethod(sentence: string, { orderId = '' }: Passage, facts: Facts): string | undefined {
  const isAboutCard = /\bcards?\b(?! or account)/i.test(sentence);
  const isFromAccount = /^pm_\w*BankAccount_/.test(facts.cartOf(orderId)?.paymentMethod ?? '');
  return isAboutCard && isFromAccount ? `${orderId} is paid from a bank account` : undefined;
}

/** The values of a sentence that contradict the ledgers. */
export function contradictedWords(said: Said, facts: Facts): string[] {
  return said.words
    .filter(({ value }: Word) => value !== hole)
    .flatMap(({ kind, value }) => judges[kind]?.(value, said, facts) ?? []);
}
