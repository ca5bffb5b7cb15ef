import { newId, type OrderLine, type PlaceOrder } from '@holdfast/contracts';

/** The products that this bench buys, at the prices of Holdfast's catalog. */
const products = new Map([
  ['prod_tea', { name: 'Harbor black tea', priceMinor: 2_100 }],
  ['prod_mug', { name: 'Enamel mug', priceMinor: 1_600 }],
]);

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' }) as const;

/** An order of the naive shop. */
export interface Order {
  readonly orderId: string;
  readonly status: 'payment_pending' | 'paid' | 'payment_failed';
  readonly customer: PlaceOrder['customer'];
  readonly lines: readonly OrderLine[];
  readonly total: { readonly amountMinor: number; readonly currency: string };
  readonly paymentId: string | null;
  readonly createdAt: string;
}

/** Prices come from the catalog. Undefined if a product is not in it. */
export function newOrder({ customer, lines }: PlaceOrder): Order | undefined {
  const priced: OrderLine[] = [];
  for (const { productId, quantity } of lines) {
    const product = products.get(productId);
    if (product === undefined) return undefined;
    priced.push({
      productId,
      name: product.name,
      quantity,
      unitPrice: usd(product.priceMinor),
      lineTotal: usd(product.priceMinor * quantity),
    });
  }
  return {
    orderId: newId('ord'),
    status: 'payment_pending',
    customer,
    lines: priced,
    total: usd(priced.reduce((sum, { lineTotal }) => sum + lineTotal.amountMinor, 0)),
    paymentId: null,
    createdAt: new Date().toISOString(),
  };
}
