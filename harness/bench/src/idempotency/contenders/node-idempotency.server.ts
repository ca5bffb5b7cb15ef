import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import { Idempotency } from '@node-idempotency/core';
import { RedisStorageAdapter } from '@node-idempotency/storage-adapter-redis';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Module, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Order } from '../order/order.ts';
import { OrderDesk } from '../order/order.desk.ts';
import { serve } from '../server/serve.ts';

/** `@node-idempotency/core` as in its README: check Redis before the handler, store the response after it. */
@Needs('charge')
@Controller()
class NodeIdempotencyController {
  constructor(
    private readonly desk: OrderDesk,
    private readonly idempotency: Idempotency,
  ) {}

  @Post('orders')
  place(@Req() request: FastifyRequest, @Body({ schema: placeOrderSchema }) command: PlaceOrder) {
    return this.once(request, () => this.desk.place(command));
  }

  @Post('checkouts')
  checkOut(@Req() request: FastifyRequest, @Body({ schema: placeOrderSchema }) command: PlaceOrder) {
    return this.once(request, () => this.desk.checkOut(command));
  }

  private async once(request: FastifyRequest, work: () => Promise<Order>): Promise<Order> {
    const { method, url: path, headers, body } = request;
    const keyed = { method, path, headers, body: body as Record<string, unknown> };
    const known = await this.idempotency.onRequest<Order, unknown>(keyed);
    if (known?.body !== undefined) return known.body;
    const order = await work();
    await this.idempotency.onResponse(keyed, { body: order, additional: { status: 201 } });
    return order;
  }
}

@Module({})
class NodeIdempotencyModule {}

serve('node-idempotency', async ({ config, pool, provider }) => {
  const storage = new RedisStorageAdapter(config.REDIS_URL === undefined ? {} : { url: config.REDIS_URL });
  await storage.connect();
  return {
    module: NodeIdempotencyModule,
    controllers: [NodeIdempotencyController],
    providers: [
      { provide: OrderDesk, useValue: new OrderDesk(pool, provider) },
      { provide: Idempotency, useValue: new Idempotency(storage, { enforceIdempotency: true }) },
    ],
  };
});
