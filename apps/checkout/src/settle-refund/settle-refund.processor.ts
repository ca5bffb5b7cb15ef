import { refundSettled, type RefundSettled } from '@holdfast/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SettleRefundHandler } from './settle-refund.handler.ts';

@Controller()
export class SettleRefundProcessor {
  constructor(private readonly handler: SettleRefundHandler) {}

  @EventPattern<string>(refundSettled.name)
  handle(@Payload({ schema: refundSettled.schema }) event: RefundSettled): Promise<void> {
    return this.handler.handle(event);
  }
}
