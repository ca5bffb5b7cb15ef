import { type DemoStack } from './demo-stack.ts';

export interface Count {
  readonly orders: number;
  readonly charges: number;
  readonly receipts: number;
  /** Orders that the customer or the bank did not pay for. */
  readonly declined: number;
  /** Orders whose outcome is open. */
  readonly pending: number;
  /** One sentence for each order whose ledgers disagree. */
  readonly differences: readonly string[];
}

const sold = new Set(['paid', 'refund_pending', 'refunded']);
const charged = new Set(['succeeded', 'refunded']);

/** Compares three ledgers that share no code: checkout's orders, Stripe's charges, and the inbox. */
export async function countMoney(stack: DemoStack, since: number): Promise<Count> {
  const orders = await stack.orders(since);
  const bought = orders.filter(({ status }) => sold.has(status)).map(({ orderId }) => orderId);
  const charges = (await stack.charges({ since })).filter(({ status }) => charged.has(status));
  const receipts = await stack.receipts(bought);
  const differences = bought.flatMap((orderId) => [
    ...unlessOne(orderId, 'charge', charges.filter(({ metadata }) => metadata['orderId'] === orderId).length),
    ...unlessOne(orderId, 'receipt', receipts.get(orderId)?.length ?? 0),
  ]);
  const declined = orders.filter(({ status }) => status === 'payment_failed').length;
  return {
    orders: bought.length,
    charges: charges.length,
    receipts: [...receipts.values()].reduce((sum, { length }) => sum + length, 0),
    declined,
    pending: orders.length - bought.length - declined,
    differences,
  };
}

const unlessOne = (orderId: string, what: string, count: number): string[] =>
  count === 1 ? [] : [`order ${orderId} has ${count} ${what}s`];

export const isEven = ({ orders, charges, receipts, pending, differences }: Count): boolean =>
  pending === 0 && differences.length === 0 && orders === charges && orders === receipts;

/** The count in one sentence: `7 orders = 7 charges = 7 receipts`. */
export function countInWords(count: Count): string {
  const { orders, charges, receipts, pending, differences } = count;
  const sign = isEven(count) ? ' =' : ',';
  const open = pending === 0 ? [] : [`${pending} not settled yet`];
  return [
    `${orders} orders${sign} ${charges} charges${sign} ${receipts} receipts`,
    ...open,
    ...differences,
  ].join('; ');
}
