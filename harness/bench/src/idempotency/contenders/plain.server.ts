import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Get, Inject, Module, NotFoundException, Param, Post } from '@nestjs/common';
import pg from 'pg';
import { newOrder, type Order, paid } from '../order/order.ts';
import { findOrder, insertOrder, markPaid } from '../order/order.statements.ts';
import { PaymentProvider } from '../provider/payment-provider.client.ts';
import { serve } from '../server/serve.ts';

/** No idempotency: the baseline of all others. */
@Needs('charge')
@Controller()
class PlainController {
  constructor(
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    private readonly provider: PaymentProvider,
  ) {}

  @Post('orders')
  async place(@Body({ schema: placeOrderSchema }) command: PlaceOrder): Promise<Order> {
    const order = newOrder(command);
    await insertOrder(this.pool, order);
    return order;
  }

  @Post('checkouts')
  async checkOut(@Body({ schema: placeOrderSchema }) command: PlaceOrder): Promise<Order> {
    const order = await this.place(command);
    const paymentId = await this.provider.charge(order.orderId, order.totalMinor);
    await markPaid(this.pool, order.orderId, paymentId);
    return paid(order, paymentId);
  }

  @Get('orders/:orderId')
  async show(@Param('orderId') orderId: string): Promise<Order> {
    const order = await findOrder(this.pool, orderId);
    if (order === undefined) throw new NotFoundException();
    return order;
  }
}

@Module({})
class PlainModule {}

serve('plain', ({ pool, provider }) => ({
  module: PlainModule,
  controllers: [PlainController],
  providers: [
    { provide: pg.Pool, useValue: pool },
    { provide: PaymentProvider, useValue: provider },
  ],
}));
