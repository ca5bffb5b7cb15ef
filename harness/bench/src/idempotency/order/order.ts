import { newId, type PlaceOrder } from '@holdfast/contracts';

/** The only resource of this benchmark. */
export interface Order {
  readonly orderId: string;
  readonly status: 'placed' | 'paid';
  readonly email: string;
  readonly lines: PlaceOrder['lines'];
  readonly totalMinor: number;
  readonly paymentId: string | null;
  readonly createdAt: string;
}

const unitPriceMinor = 1_250;

export function newOrder({ customer, lines }: PlaceOrder): Order {
  const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
  return {
    orderId: newId('ord'),
    status: 'placed',
    email: customer.email,
    lines,
    totalMinor: quantity * unitPriceMinor,
    paymentId: null,
    createdAt: new Date().toISOString(),
  };
}

export const paid = (order: Order, paymentId: string): Order => ({ ...order, status: 'paid', paymentId });
