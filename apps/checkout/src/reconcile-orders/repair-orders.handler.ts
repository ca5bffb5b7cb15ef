import { IdempotencyKeys } from '@holdfast/idempotency';
import { findOperation, resolve } from '@holdfast/idempotency/review';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { RecordDisputeHandler } from '../record-dispute/record-dispute.handler.ts';
import { RefundOrphanedChargeHandler } from '../refund-orphaned-charge/refund-orphaned-charge.handler.ts';
import { SettlePaymentHandler } from '../settle-payment/settle-payment.handler.ts';
import { SettleRefundHandler } from '../settle-refund/settle-refund.handler.ts';
import { type Repair } from './finding.ts';

@Injectable()
export class RepairOrdersHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly settlePayment: SettlePaymentHandler,
    private readonly settleRefund: SettleRefundHandler,
    private readonly recordDispute: RecordDisputeHandler,
    private readonly refundOrphanedCharge: RefundOrphanedChargeHandler,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Takes effect once, even if an event, the original request or another instance does the same concurrently.
   */
  async repair(repair: Repair): Promise<void> {
    switch (repair.kind) {
      case 'settle_order':
        await this.settlePayment.handle(repair.event);
        break;
      case 'refund_orphaned_charge': {
        const { orderId, paymentId } = repair.payment;
        await this.refundOrphanedCharge.refund({ orderId, paymentId, why: repair.why });
        break;
      }
      case 'record_refunded_elsewhere':
        await this.refundOrphanedCharge.recordRefundedElsewhere(repair);
        break;
      case 'settle_refund':
        await this.settleRefund.handle(repair.event);
        break;
      case 'record_dispute':
        await this.recordDispute.handle(repair.event);
        break;
      case 'recheck':
        await this.recheck(repair.operationId);
    }
    this.relay.wake();
  }

  private async recheck(operationId: string): Promise<void> {
    const now = await findOperation(this.keys.pool, operationId);
    if (now?.phase === undefined) return;
    const { phase, attempt } = now;
    await resolve(
      this.keys.pool,
      { operationId, phase, attempt },
      { kind: 'recheck' },
      { by: 'reconciliation' },
    );
  }
}
