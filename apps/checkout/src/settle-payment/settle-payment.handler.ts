import { type PaymentSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { OrderEntity } from '../order/order.entity.ts';
import { type PaymentResult } from '../order/order.ts';
import { settleOrder } from '../order/order.writes.ts';

@Injectable()
export class SettlePaymentHandler {
  constructor(
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
    private readonly keys: IdempotencyKeys,
    private readonly relay: OutboxRelay,
  ) {}

  /** Settles an order that is still pending; the operation that placed it finds that out when it looks. */
  async take(event: PaymentSettled): Promise<void> {
    const row = await this.orders.findOneByOrFail({ orderId: event.orderId });
    if (row.status !== 'payment_pending') return;
    const writes = settleOrder(row.toOrder(), resultIn(event), 'start', new Date());
    await executeWrites(this.keys.pool, row.operationId, writes);
    this.relay.wake();
  }
}

function resultIn({ status, paymentId, declineCode }: PaymentSettled): PaymentResult {
  if (status === 'succeeded') return { kind: 'paid', paymentId };
  if (declineCode === 'payment_method_invalid') return { kind: 'method_invalid', paymentId };
  return { kind: 'declined', paymentId, declineCode: declineCode ?? 'generic_decline' };
}
