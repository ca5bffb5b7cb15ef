import {
  type SendPaymentFailed,
  sendPaymentFailed,
  type SendReceipt,
  sendReceipt,
  type SendRefund,
  sendRefund,
} from '@holdfast/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { paymentFailedMail } from '../mails/payment-failed.mail.ts';
import { receiptMail } from '../mails/receipt.mail.ts';
import { refundMail } from '../mails/refund.mail.ts';
import { SendEmailHandler } from './send-email.handler.ts';

@Controller()
export class SendEmailProcessor {
  constructor(private readonly handler: SendEmailHandler) {}

  @EventPattern<string>(sendReceipt.name)
  receipt(@Payload({ schema: sendReceipt.schema }) job: SendReceipt): Promise<void> {
    return this.handler.send({ orderId: job.orderId, kind: 'receipt', to: job.to }, receiptMail(job));
  }

  @EventPattern<string>(sendPaymentFailed.name)
  paymentFailed(@Payload({ schema: sendPaymentFailed.schema }) job: SendPaymentFailed): Promise<void> {
    return this.handler.send(
      { orderId: job.orderId, kind: 'payment_failed', to: job.to },
      paymentFailedMail(job),
    );
  }

  @EventPattern<string>(sendRefund.name)
  refund(@Payload({ schema: sendRefund.schema }) job: SendRefund): Promise<void> {
    return this.handler.send({ orderId: job.orderId, kind: 'refund', to: job.to }, refundMail(job));
  }
}
