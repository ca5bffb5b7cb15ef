import { type RefundSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { OrderStore } from '../order/order.store.ts';
import { withResult } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { settleRefund } from '../refund/refund.writes.ts';

@Injectable()
export class SettleRefundHandler {
  constructor(
    private readonly refunds: RefundStore,
    private readonly orders: OrderStore,
    private readonly keys: IdempotencyKeys,
    private readonly relay: OutboxRelay,
  ) {}

  /** Settles a refund that was asked for here; the operation that asked finds that out when it looks. */
  async take({ reference, refundId: paymentRefundId, status: kind }: RefundSettled): Promise<void> {
    const known = reference === null ? undefined : await this.refunds.find(reference);
    if (known === undefined) return;
    const refund = withResult(known.refund, { kind, paymentRefundId });
    const { customer } = await this.orders.get(refund.orderId);
    const writes = settleRefund(refund, customer, 'start', new Date());
    await executeWrites(this.keys.pool, known.operationId, writes);
    this.relay.wake();
  }
}
