/** Checkout as on day one: INSERT, call, UPDATE, `queue.add`. A failed call is a 502 for the customer. */
import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import { Public, runProgram } from '@holdfast/service-defaults';
import { BadGatewayException, Body, Controller, HttpException, Inject, Post } from '@nestjs/common';
import pg from 'pg';
import { Messages } from './messages.ts';
import { readNaiveConfig } from './naive.config.ts';
import { newOrder, type Order } from './order.ts';
import { insertOrder, updateOrder } from './order.statements.ts';
import { chargeOf, type ChargeResult, PaymentsClient } from './payments.client.ts';
import { aPool, serveNaive } from './serve.ts';

const unprocessable = 422;
const paymentRequired = 402;

@Public()
@Controller('checkouts')
class CheckoutController {
  constructor(
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    @Inject(PaymentsClient) private readonly payments: PaymentsClient,
    @Inject(Messages) private readonly messages: Messages,
  ) {}

  @Post()
  async place(@Body({ schema: placeOrderSchema }) command: PlaceOrder): Promise<Order> {
    const order = newOrder(command);
    if (order === undefined) throw new HttpException('Unknown product', unprocessable);
    await insertOrder(this.pool, order);
    const { status, paymentId } = await this.charge(order, command.paymentMethod ?? '');
    const ended: Order = { ...order, status: status === 'succeeded' ? 'paid' : 'payment_failed', paymentId };
    await updateOrder(this.pool, ended);
    if (ended.status !== 'paid') throw new HttpException('Card declined', paymentRequired);
    await this.messages.orderPaid(ended);
    return ended;
  }

  private async charge(order: Order, paymentMethod: string): Promise<ChargeResult> {
    try {
      return await this.payments.charge(chargeOf(order, paymentMethod));
    } catch (cause) {
      throw new BadGatewayException('The payment could not be made. Please try again.', { cause });
    }
  }
}

runProgram(async () => {
  const config = readNaiveConfig('checkout');
  const pool = aPool(config.DATABASE_URL);
  const messages = new Messages(config.QUEUE_URL);
  await serveNaive({
    name: 'checkout',
    config,
    controllers: [CheckoutController],
    providers: [
      { provide: pg.Pool, useValue: pool },
      { provide: Messages, useValue: messages },
      { provide: PaymentsClient, useValue: new PaymentsClient(config) },
    ],
    closers: [() => messages.close(), () => pool.end()],
  });
});
