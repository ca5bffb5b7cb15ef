import { type PaymentSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys, wakeKey } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CustomerIds } from '../order/customer-ids.ts';
import { OrderEntity } from '../order/order.entity.ts';
import { awaitsPayment, paymentResultIn, whyUnfulfillable } from '../order/order.ts';
import { settleOrder } from '../order/order.writes.ts';
import { RefundOrphanedChargeHandler } from '../refund-orphaned-charge/refund-orphaned-charge.handler.ts';

@Injectable()
export class SettlePaymentHandler {
  constructor(
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
    private readonly keys: IdempotencyKeys,
    private readonly refundOrphanedCharge: RefundOrphanedChargeHandler,
    private readonly relay: OutboxRelay,
    private readonly customers: CustomerIds,
  ) {}

  /**
   * Settles an order that awaits its payment, and wakes the operation that placed it. A charge for an order
   * that failed or was paid by another charge is refunded. Charges for unknown orders are left to
   * reconciliation, which waits: while the database is being restored, they must not all be refunded.
   */
  async handle(event: PaymentSettled): Promise<void> {
    const row = await this.orders.findOneBy({ orderId: event.orderId });
    if (row !== null && awaitsPayment(row)) {
      const writes = [
        ...settleOrder(row.toOrder(), paymentResultIn(event), 'start', new Date(), this.customers),
        wakeKey('settled'),
      ];
      await executeWrites(this.keys.pool, row.operationId, writes);
      this.relay.wake();
    }
    if (row !== null && event.status === 'succeeded') await this.refundUnlessPaidBy(event);
  }

  /** Reads the order again: a concurrent event for another payment may have settled it first. */
  private async refundUnlessPaidBy({ orderId, paymentId }: PaymentSettled): Promise<void> {
    const order = (await this.orders.findOneByOrFail({ orderId })).toOrder();
    const why = whyUnfulfillable(order, paymentId);
    if (why !== undefined) await this.refundOrphanedCharge.refund({ paymentId, orderId, why });
  }
}
