import { type RefundSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys, keyedRequest, wakeKey } from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { OrderStore } from '../order/order.store.ts';
import { awaitsPayment } from '../order/order.ts';
import { canBecome, newShopRefund, type RefundResult, withReason, withResult } from '../refund/refund.ts';
import { type RefundStanding, RefundStore } from '../refund/refund.store.ts';
import { recordShopRefund, settleRefund } from '../refund/refund.writes.ts';
import { withResult as withChargeResult } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { OrphanedChargeRefundStore } from '../refund-orphaned-charge/orphaned-charge-refund.store.ts';
import { settleOrphanedChargeRefund } from '../refund-orphaned-charge/orphaned-charge-refund.writes.ts';

@Injectable()
export class SettleRefundHandler {
  constructor(
    private readonly refunds: RefundStore,
    private readonly orders: OrderStore,
    private readonly orphanedChargeRefunds: OrphanedChargeRefundStore,
    private readonly keys: IdempotencyKeys,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Settles a refund requested here and wakes its operation. A refund made elsewhere is recorded. An event
   * about a refund that has ended is read, and writes nothing.
   * @throws Error if a refund failed whose request is in progress, so that the message is delivered again
   */
  async handle(event: RefundSettled): Promise<void> {
    const { reference, refundId: paymentRefundId, status: kind, amount, failure } = event;
    const result: RefundResult = { kind, paymentRefundId, amount, ...(kind === 'failed' ? { failure } : {}) };
    const standing = await this.refunds.standingOf(event);
    if (standing !== undefined) await this.settle(standing, result);
    else if (reference !== event.paymentId || !(await this.settleOrphanedChargeRefund(reference, result)))
      await this.recordShopRefund(event, result);
  }

  private async settle(
    { refundId, status, isInProgress }: RefundStanding,
    result: RefundResult,
  ): Promise<void> {
    if (!canBecome(status, result.kind)) return;
    // A bank can return a refund before its request has its response, which says that it succeeded.
    if (result.kind === 'failed' && isInProgress)
      throw new Error(
        `the request for refund ${refundId} is in progress, so its failure comes after the response`,
      );
    const known = await this.refunds.get(refundId);
    const order = await this.orders.get(known.refund.orderId);
    const refund = withResult(known.refund, withReason(result, order));
    const writes = settleRefund(refund, order.customer, 'start', new Date());
    await executeWrites(this.keys.pool, known.operationId, [...writes, wakeKey('refund_settled')]);
    this.relay.wake();
  }

  /** The refund of an orphaned charge is identified by its payment. */
  private async settleOrphanedChargeRefund(paymentId: string, result: RefundResult): Promise<boolean> {
    const known = await this.orphanedChargeRefunds.find(paymentId);
    if (known === undefined) return false;
    if (!canBecome(known.refund.status, result.kind)) return true;
    const refund = withChargeResult(known.refund, result);
    const order = await this.orders.find(known.refund.orderId);
    const woken = result.kind === 'pending' ? [] : [wakeKey('orphaned_charge_refund_settled')];
    await executeWrites(this.keys.pool, known.operationId, [
      ...settleOrphanedChargeRefund(refund, order, 'start'),
      ...woken,
    ]);
    this.relay.wake();
    return true;
  }

  /**
   * Records a refund made at the provider; an event without an amount is left to reconciliation. If another
   * event about it was recorded at the same moment, this one follows it. @throws Error while the order's own
   * payment is pending, so that the message is delivered again
   */
  private async recordShopRefund(event: RefundSettled, result: RefundResult): Promise<void> {
    const { orderId, paymentId, refundId: paymentRefundId, status: kind, amount } = event;
    const order = await this.orders.find(orderId);
    if (order === undefined || amount === undefined) return;
    if (awaitsPayment(order))
      throw new Error(
        `the payment of ${orderId} is still pending here, so its refund ${paymentRefundId} cannot be recorded yet`,
      );
    if (order.paymentId !== paymentId || order.status === 'payment_failed') return;
    const now = new Date();
    const refund = newShopRefund(orderId, { kind, paymentRefundId, amount }, now);
    const request = keyedRequest('payments', paymentRefundId, orderId);
    await executeWrites(this.keys.pool, uuidv7(), recordShopRefund(refund, order.customer, request, now));
    this.relay.wake();
    const recorded = await this.refunds.standingOf(event);
    if (recorded !== undefined) await this.settle(recorded, result);
  }
}
