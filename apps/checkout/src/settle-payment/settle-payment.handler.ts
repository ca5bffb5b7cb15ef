import { type PaymentSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys, wakeKey } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { OrderStore } from '../order/order.store.ts';
import { awaitsPayment, type OrderStanding, paymentResultIn, whyUnfulfillable } from '../order/order.ts';
import { settleOrder } from '../order/order.writes.ts';
import { PurchaseEvents } from '../order/purchase-events.ts';
import { RefundOrphanedChargeHandler } from '../refund-orphaned-charge/refund-orphaned-charge.handler.ts';

@Injectable()
export class SettlePaymentHandler {
  constructor(
    private readonly orders: OrderStore,
    private readonly keys: IdempotencyKeys,
    private readonly refundOrphanedCharge: RefundOrphanedChargeHandler,
    private readonly relay: OutboxRelay,
    private readonly purchases: PurchaseEvents,
  ) {}

  /**
   * Settles an order that awaits its payment, and wakes the operation that placed it. A charge for an order
   * that failed or was paid by another charge is refunded. Charges for unknown orders are left to
   * reconciliation, which waits: while the database is being restored, they must not all be refunded.
   *
   * Usually the response to the checkout has settled the order: then two columns are read and nothing is
   * written. A settled order keeps its payment for good, so this read cannot be out of date.
   */
  async handle(event: PaymentSettled): Promise<void> {
    const found = await this.orders.standingOf(event.orderId);
    if (found === undefined) return;
    if (awaitsPayment(found)) await this.settle(event);
    if (event.status !== 'succeeded') return;
    // Read again: a concurrent event for another payment may have settled it first.
    const settled = awaitsPayment(found) ? await this.orders.standingOf(event.orderId) : found;
    await this.refundUnlessPaidBy(event, settled ?? found);
  }

  private async settle(event: PaymentSettled): Promise<void> {
    const { order, operationId } = await this.orders.getPlaced(event.orderId);
    const writes = settleOrder(order, paymentResultIn(event), 'start', new Date(), this.purchases);
    await executeWrites(this.keys.pool, operationId, [...writes, wakeKey('settled')]);
    this.relay.wake();
  }

  private async refundUnlessPaidBy(
    { orderId, paymentId }: PaymentSettled,
    standing: OrderStanding,
  ): Promise<void> {
    const why = whyUnfulfillable(standing, paymentId);
    if (why !== undefined) await this.refundOrphanedCharge.refund({ paymentId, orderId, why });
  }
}
