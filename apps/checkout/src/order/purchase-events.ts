import { type OrderPaid, orderPaid } from '@holdfast/contracts';
import { type Write } from '@holdfast/idempotency';
import { outboxWrite } from '@holdfast/messaging';
import { type CustomerIds } from './customer-ids.ts';
import { type Order } from './order.ts';

/** The events that recommendations learns from; none if this shop has no recommendations to consume them. */
export class PurchaseEvents {
  constructor(
    private readonly customers: CustomerIds,
    private readonly isConsumed: boolean,
  ) {}

  /** The event of a paid order, committed together with the write `settled`. */
  of({ orderId, customer, lines }: Order, paidAt: string): Write[] {
    if (!this.isConsumed) return [];
    const paid: OrderPaid = {
      version: 1,
      orderId,
      customerId: this.customers.of(customer.email),
      productIds: [...new Set(lines.map((line) => line.productId))],
      paidAt,
    };
    return [outboxWrite('paid_message', orderPaid, paid, 'settled', { aggregate: orderId })];
  }
}
