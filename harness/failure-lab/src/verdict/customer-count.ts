import { type Evidence, type Ledgers } from '@holdfast/witness';
import { type Difference, differencesIn } from './differences.ts';
import { type CountedOrder, countOrders, emptyTally, heldIn, sumOf, type Tally } from './tally.ts';

/** The orders of one customer, counted and judged. */
export interface CustomerCount {
  readonly address: string;
  readonly orders: readonly CountedOrder[];
  readonly tally: Tally;
  /** Orders whose outcome is open. */
  readonly open: readonly CountedOrder[];
  readonly held: number;
  readonly lasting: readonly Difference[];
  readonly differences: readonly Difference[];
  /** Equal for two readings that show the same. */
  readonly print: string;
}

/** The evidence holds one customer's orders, with everything that belongs to them. */
export function countCustomer(address: string, evidence: Evidence): CustomerCount {
  const { ledgers } = evidence;
  const orders = countOrders(ledgers);
  const { lasting, all } = differencesIn(evidence);
  return {
    address,
    orders,
    tally: orders.map(({ tally }) => tally).reduce(sumOf, emptyTally),
    open: orders.filter(({ isOpen }) => isOpen),
    held: heldIn(ledgers),
    lasting,
    differences: all,
    print: printOf(ledgers),
  };
}

function printOf(ledgers: Ledgers): string {
  const { orders, payments, orderRefunds, paymentRefunds, orderDisputes, paymentDisputes } = ledgers;
  const { charges, refunds, disputes, emails, mails, histories, responses } = ledgers;
  const rows = [orders, payments, orderRefunds, paymentRefunds, orderDisputes, paymentDisputes, emails];
  return JSON.stringify([
    ...rows.map((each) => each.map(({ status, refunded_minor }) => [status, refunded_minor])),
    ...[charges, refunds, disputes].map((each) => each.map(({ status }) => status)),
    ...[mails, histories, responses].map(({ length }) => length),
  ]);
}
