import { BullMqContext } from '@holdfast/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { seatReserved, type SeatReserved } from '../seat/seat-reserved.ts';
import { ConfirmSeatHandler } from './confirm-seat.handler.ts';

@Controller()
export class ConfirmSeatProcessor {
  constructor(private readonly handler: ConfirmSeatHandler) {}

  @EventPattern<string>(seatReserved.name)
  handle(
    @Payload({ schema: seatReserved.schema }) message: SeatReserved,
    @Ctx() context: BullMqContext,
  ): Promise<void> {
    return this.handler.confirm(context, message);
  }
}
