import { paymentSettled, type PaymentSettled } from '@holdfast/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SettlePaymentHandler } from './settle-payment.handler.ts';

@Controller()
export class SettlePaymentProcessor {
  constructor(private readonly handler: SettlePaymentHandler) {}

  @EventPattern<string>(paymentSettled.name)
  handle(@Payload({ schema: paymentSettled.schema }) event: PaymentSettled): Promise<void> {
    return this.handler.handle(event);
  }
}
