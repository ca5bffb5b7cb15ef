import { type Ledgers } from '../../ledgers/ledgers.ts';
import { number, type Row, text } from '../rows.ts';

/** Contradictions of: refunds that did not fail contain at most the products of their order. */
export function overRefundedLines({ orders, orderRefunds }: Ledgers): string[] {
  return orders.flatMap((order) => {
    const orderId = text(order, 'order_id');
    const refunds = orderRefunds.filter(
      (refund) => refund['order_id'] === orderId && text(refund, 'status') !== 'failed',
    );
    const bought = quantities([order]);
    return [...quantities(refunds)]
      .filter(([productId, quantity]) => quantity > (bought.get(productId) ?? 0))
      .map(
        ([productId, quantity]) =>
          `order ${orderId} has ${bought.get(productId) ?? 0} × ${productId}, but ${quantity} were refunded`,
      );
  });
}

/** By product, over the `lines` of all rows. */
function quantities(rows: readonly Row[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const line of rows.flatMap(({ lines }) => (Array.isArray(lines) ? (lines as Row[]) : []))) {
    const productId = text(line, 'productId');
    all.set(productId, (all.get(productId) ?? 0) + number(line, 'quantity'));
  }
  return all;
}
