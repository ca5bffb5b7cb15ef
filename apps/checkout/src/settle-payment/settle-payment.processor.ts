import { paymentSettled, type PaymentSettled, settlePayment, type SettlePayment } from '@holdfast/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SettlePaymentHandler } from './settle-payment.handler.ts';

@Controller()
export class SettlePaymentProcessor {
  constructor(private readonly handler: SettlePaymentHandler) {}

  @EventPattern<string>(settlePayment.name)
  drive(@Payload({ schema: settlePayment.schema }) job: SettlePayment): Promise<void> {
    return this.handler.drive(job.orderId);
  }

  @EventPattern<string>(paymentSettled.name)
  take(@Payload({ schema: paymentSettled.schema }) event: PaymentSettled): Promise<void> {
    return this.handler.take(event);
  }
}
