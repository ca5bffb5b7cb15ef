import { type PaymentSettled } from '@holdfast/contracts';
import { composeStatement, type Write } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { OrderEntity } from '../order/order.entity.ts';
import { type Order, type PaymentResult } from '../order/order.ts';
import { settleOrder } from '../order/order.writes.ts';
import { PaymentsClient } from '../payments-client/payments.client.ts';

@Injectable()
export class SettlePaymentHandler {
  constructor(
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
    private readonly payments: PaymentsClient,
    private readonly relay: OutboxRelay,
  ) {}

  /** Asks payments again, with the key and the bytes of the first try, until it says how the payment ended. */
  async drive(orderId: string): Promise<void> {
    const row = await this.orders.findOneByOrFail({ orderId });
    if (row.status !== 'payment_pending') return;
    const result = await this.payments.charge(row.paymentRequest, row.operationId);
    if (result.kind === 'uncertain')
      throw new Error(`the payment of ${orderId} is still open: ${result.reason}`);
    await this.settle(row.toOrder(), result);
  }

  async take(event: PaymentSettled): Promise<void> {
    const row = await this.orders.findOneByOrFail({ orderId: event.orderId });
    if (row.status === 'payment_pending') await this.settle(row.toOrder(), resultIn(event));
  }

  private async settle(order: Order, result: PaymentResult): Promise<void> {
    const lead: Write = { name: 'pending', text: 'select 1', values: [] };
    const writes = settleOrder(order, result, 'pending', new Date());
    const { text, values } = composeStatement(lead, writes, 'select order_id from settled');
    await this.orders.query(text, values);
    this.relay.wake();
  }
}

function resultIn({ status, paymentId, declineCode }: PaymentSettled): PaymentResult {
  if (status === 'succeeded') return { kind: 'paid', paymentId };
  if (declineCode === 'payment_method_invalid') return { kind: 'method_invalid', paymentId };
  return { kind: 'declined', paymentId, declineCode: declineCode ?? 'generic_decline' };
}
