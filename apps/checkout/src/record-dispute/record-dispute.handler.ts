import { type DisputeChanged } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { OrderStore } from '../order/order.store.ts';
import { awaitsPayment } from '../order/order.ts';
import { recordDispute } from './dispute.writes.ts';

@Injectable()
export class RecordDisputeHandler {
  constructor(
    private readonly orders: OrderStore,
    private readonly keys: IdempotencyKeys,
  ) {}

  /**
   * Records a dispute of the payment that paid for an order. The status of the order stays. Disputes of other
   * charges are left to payments. @throws Error while the order's own payment is pending, so that the message
   * is delivered again
   */
  async handle(event: DisputeChanged): Promise<void> {
    const { orderId, paymentId, disputeId } = event;
    const order = await this.orders.standingOf(orderId);
    if (order === undefined || order.status === 'payment_failed') return;
    if (awaitsPayment(order))
      throw new Error(
        `the payment of ${orderId} is still pending here, so its dispute ${disputeId} cannot be recorded yet`,
      );
    if (order.paymentId === paymentId) await executeWrites(this.keys.pool, uuidv7(), recordDispute(event));
  }
}
