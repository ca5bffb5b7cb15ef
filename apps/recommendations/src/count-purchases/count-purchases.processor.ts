import { type OrderPaid, orderPaid } from '@holdfast/contracts';
import { BullMqContext } from '@holdfast/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CountPurchasesHandler } from './count-purchases.handler.ts';

@Controller()
export class CountPurchasesProcessor {
  constructor(private readonly handler: CountPurchasesHandler) {}

  @EventPattern<string>(orderPaid.name)
  orderPaid(
    @Payload({ schema: orderPaid.schema }) order: OrderPaid,
    @Ctx() context: BullMqContext,
  ): Promise<void> {
    return this.handler.count(context, order);
  }
}
