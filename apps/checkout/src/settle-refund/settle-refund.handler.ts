import { type RefundSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys, wakeKey } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { OrderStore } from '../order/order.store.ts';
import { type RefundResult, withResult } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { settleRefund } from '../refund/refund.writes.ts';
import { withResult as withChargeResult } from '../refund-charge/charge-refund.ts';
import { ChargeRefundStore } from '../refund-charge/charge-refund.store.ts';
import { settleChargeRefund } from '../refund-charge/charge-refund.writes.ts';

@Injectable()
export class SettleRefundHandler {
  constructor(
    private readonly refunds: RefundStore,
    private readonly orders: OrderStore,
    private readonly chargeRefunds: ChargeRefundStore,
    private readonly keys: IdempotencyKeys,
    private readonly relay: OutboxRelay,
  ) {}

  /** Settles a refund that was asked for here, and wakes the operation that asked, which finds that out when it looks. */
  async take({ reference, refundId: paymentRefundId, status: kind }: RefundSettled): Promise<void> {
    if (reference === null) return;
    const known = await this.refunds.find(reference);
    if (known === undefined) return this.settleChargeRefund(reference, { kind, paymentRefundId });
    const refund = withResult(known.refund, { kind, paymentRefundId });
    const { customer } = await this.orders.get(refund.orderId);
    const writes = settleRefund(refund, customer, 'start', new Date());
    await executeWrites(this.keys.pool, known.operationId, [...writes, wakeKey('refund_settled')]);
    this.relay.wake();
  }

  /** One of a charge that no order stands for is known by its payment. */
  private async settleChargeRefund(paymentId: string, result: RefundResult): Promise<void> {
    const known = await this.chargeRefunds.find(paymentId);
    if (known === undefined) return;
    const refund = withChargeResult(known.refund, result);
    const woken = result.kind === 'pending' ? [] : [wakeKey('charge_refund_settled')];
    await executeWrites(this.keys.pool, known.operationId, [
      ...settleChargeRefund(refund, 'start'),
      ...woken,
    ]);
  }
}
