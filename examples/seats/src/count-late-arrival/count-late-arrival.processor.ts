import { BullMqContext } from '@holdfast/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CountLateArrivalHandler } from './count-late-arrival.handler.ts';
import { latecomerAdmitted, type LatecomerAdmitted } from './latecomer-admitted.ts';

@Controller()
export class CountLateArrivalProcessor {
  constructor(private readonly handler: CountLateArrivalHandler) {}

  @EventPattern<string>(latecomerAdmitted.name)
  handle(
    @Payload({ schema: latecomerAdmitted.schema }) message: LatecomerAdmitted,
    @Ctx() context: BullMqContext,
  ): Promise<void> {
    return this.handler.handle(context, message);
  }
}
