import { type RefundSettled } from '@holdfast/contracts';
import { end, IdempotencyKeys, jsonAnswer, keyedRequest, type Operation } from '@holdfast/idempotency';
import { findOperation, resolve } from '@holdfast/idempotency/review';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { type Order } from '../order/order.ts';
import { aRefundOf } from '../refund/refund.ts';
import { requestRefund } from '../refund/refund.writes.ts';
import { RefundChargeHandler } from '../refund-charge/refund-charge.handler.ts';
import { SettlePaymentHandler } from '../settle-payment/settle-payment.handler.ts';
import { SettleRefundHandler } from '../settle-refund/settle-refund.handler.ts';
import { type Repair } from './finding.ts';

interface RecordRefund {
  readonly order: Order;
  readonly paymentRefundId: string;
}

const pastUs = 'The payment was refunded at the payment provider, past the shop.';

@Injectable()
export class RepairOrdersHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly settlePayment: SettlePaymentHandler,
    private readonly settleRefund: SettleRefundHandler,
    private readonly refundCharge: RefundChargeHandler,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation);
  }

  /** Each is done once, whoever else does it at the same moment: an event, the request itself, another copy. */
  async repair(repair: Repair): Promise<void> {
    switch (repair.kind) {
      case 'settle_order':
        await this.settlePayment.take(repair.event);
        break;
      case 'refund_charge': {
        const { orderId, paymentId } = repair.payment;
        await this.refundCharge.refund({ orderId, paymentId, why: repair.why });
        break;
      }
      case 'settle_refund':
        await this.settleRefund.take(repair.event);
        break;
      case 'record_refund':
        await this.recordRefund(repair.order, repair.event);
        break;
      case 'look_again':
        await this.lookAgain(repair.operationId);
    }
    this.relay.wake();
  }

  /** The order is refunded the way it would have been had it been asked here; who dies in between is succeeded by the next run. */
  private async recordRefund(order: Order, event: RefundSettled): Promise<void> {
    const paymentRefundId = event.refundId;
    const request = keyedRequest('reconciliation', `record-refund ${paymentRefundId}`, order.orderId);
    const { answer } = await this.keys.execute(request, this.operation, { order, paymentRefundId });
    if (answer.status !== 200) throw new Error('the order cannot be refunded any more');
    const { refundId: reference } = JSON.parse(answer.body.toString()) as { refundId: string };
    await this.settleRefund.take({ ...event, reference });
  }

  private readonly operation: Operation<RecordRefund> = {
    name: 'record-refund',
    phases: [],
    begin: ({ order, paymentRefundId }, _operationId, request) => {
      const refund = { ...aRefundOf(order, new Date()).refund, paymentRefundId };
      return end(jsonAnswer(200, { refundId: refund.refundId }), requestRefund(refund, request, pastUs));
    },
  };

  private async lookAgain(operationId: string): Promise<void> {
    const now = await findOperation(this.keys.pool, operationId);
    if (now?.phase === undefined) return;
    const { phase, attempt } = now;
    await resolve(
      this.keys.pool,
      { operationId, phase, attempt },
      { kind: 'look_again' },
      { by: 'reconciliation' },
    );
  }
}
