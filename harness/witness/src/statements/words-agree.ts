import { inDollars } from '../customers/price-list.ts';
import { number } from '../invariants/rows.ts';
import { type Facts } from './facts.ts';
import { refundsOf } from './meanings/refund.ts';
import { type Passage, type Said } from './statement.ts';
import { hole, type Kind, type Word } from './template.ts';

type Judge = (value: string, said: Said, facts: Facts) => string | undefined;

const differs = (value: string, is: readonly (string | undefined)[], what: string): string | undefined =>
  is.includes(undefined) || is.includes(value) ? undefined : `${what} is ${is.join(' or ') || 'none'}`;

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
      facts.disputesOf(orderId).map(({ amountMinor }) => inDollars(amountMinor)),
      'the dispute',
    ),
  part: (value, { orderId }, facts) => {
    const minor = orderId === undefined ? undefined : facts.totalOf(orderId);
    const said = Number(value.replaceAll(/\D/g, ''));
    return minor === undefined || said <= minor ? undefined : `the order costs ${inDollars(minor)}`;
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
