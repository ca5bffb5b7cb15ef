import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Get, Module, NotFoundException, Param, Post } from '@nestjs/common';
import { type Order } from '../order/order.ts';
import { OrderDesk } from '../order/order.desk.ts';
import { serve } from '../server/serve.ts';

/** No idempotency: the baseline of all others. */
@Needs('charge')
@Controller()
class PlainController {
  constructor(private readonly desk: OrderDesk) {}

  @Post('orders')
  place(@Body({ schema: placeOrderSchema }) command: PlaceOrder): Promise<Order> {
    return this.desk.place(command);
  }

  @Post('checkouts')
  checkOut(@Body({ schema: placeOrderSchema }) command: PlaceOrder): Promise<Order> {
    return this.desk.checkOut(command);
  }

  @Get('orders/:orderId')
  async show(@Param('orderId') orderId: string): Promise<Order> {
    const order = await this.desk.find(orderId);
    if (order === undefined) throw new NotFoundException();
    return order;
  }
}

@Module({})
class PlainModule {}

serve('plain', ({ pool, provider }) => ({
  module: PlainModule,
  controllers: [PlainController],
  providers: [{ provide: OrderDesk, useValue: new OrderDesk(pool, provider) }],
}));
