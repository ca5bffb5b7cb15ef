import {
  type SendExtraCharge,
  sendExtraCharge,
  type SendExtraChargeRefundFailed,
  sendExtraChargeRefundFailed,
  type SendPaymentFailed,
  sendPaymentFailed,
  type SendReceipt,
  sendReceipt,
  type SendRefund,
  sendRefund,
  type SendRefundFailed,
  sendRefundFailed,
} from '@holdfast/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SendEmailHandler } from './send-email.handler.ts';

@Controller()
export class SendEmailProcessor {
  constructor(private readonly handler: SendEmailHandler) {}

  @EventPattern<string>(sendReceipt.name)
  receipt(@Payload({ schema: sendReceipt.schema }) job: SendReceipt): Promise<void> {
    return this.handler.sendOnce({ kind: 'receipt', job });
  }

  @EventPattern<string>(sendPaymentFailed.name)
  paymentFailed(@Payload({ schema: sendPaymentFailed.schema }) job: SendPaymentFailed): Promise<void> {
    return this.handler.sendOnce({ kind: 'payment_failed', job });
  }

  @EventPattern<string>(sendRefund.name)
  refund(@Payload({ schema: sendRefund.schema }) job: SendRefund): Promise<void> {
    return this.handler.sendOnce({ kind: 'refund', job });
  }

  @EventPattern<string>(sendRefundFailed.name)
  refundFailed(@Payload({ schema: sendRefundFailed.schema }) job: SendRefundFailed): Promise<void> {
    return this.handler.sendOnce({ kind: 'refund_failed', job });
  }

  @EventPattern<string>(sendExtraCharge.name)
  extraCharge(@Payload({ schema: sendExtraCharge.schema }) job: SendExtraCharge): Promise<void> {
    return this.handler.sendOnce({ kind: 'extra_charge', job });
  }

  @EventPattern<string>(sendExtraChargeRefundFailed.name)
  extraChargeRefundFailed(
    @Payload({ schema: sendExtraChargeRefundFailed.schema }) job: SendExtraChargeRefundFailed,
  ): Promise<void> {
    return this.handler.sendOnce({ kind: 'extra_charge_refund_failed', job });
  }
}
