import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import {
  callNext,
  complete,
  type Execution,
  IdempotencyKey,
  IdempotencyKeys,
  IdempotencyModule,
  Idempotent,
  type IdempotentRequest,
  jsonResponse,
  type Operation,
  type OperationRouteOptions,
  phase,
} from '@holdfast/idempotency';
import { createIdempotencySchema } from '@holdfast/idempotency/schema';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Inject, Module, Post, type Type } from '@nestjs/common';
import { type Pool } from 'pg';
import { pino } from 'pino';
import { newOrder, type Order, paid } from '../order/order.ts';
import { PaymentProvider } from '../provider/payment-provider.client.ts';
import { serve } from '../server/serve.ts';
import { insertOrder, markPaid } from './holdfast.writes.ts';

const placeOrder: Operation<PlaceOrder> = {
  name: 'place-order',
  phases: [],
  begin: (command) => {
    const order = newOrder(command);
    return complete(jsonResponse(201, order), [insertOrder(order)]);
  },
};

function checkOutThrough(provider: PaymentProvider): Operation<PlaceOrder> {
  const charge = phase<Order, string>({
    name: 'charge',
    call: (order) => provider.charge(order.orderId, order.totalMinor),
    then: (paymentId, order) =>
      complete(jsonResponse(201, paid(order, paymentId)), [markPaid(order.orderId, paymentId)]),
  });
  return {
    name: 'check-out',
    phases: [charge],
    begin: (command) => {
      const order = newOrder(command);
      return callNext(charge, order, [insertOrder(order)]);
    },
  };
}

/** Both operations are written as in an app of Holdfast. */
function controllerWith(options: OperationRouteOptions): Type {
  @Needs('charge')
  @Controller()
  class HoldfastController {
    private readonly checkOutOperation: Operation<PlaceOrder>;

    constructor(
      private readonly keys: IdempotencyKeys,
      @Inject(PaymentProvider) provider: PaymentProvider,
    ) {
      this.checkOutOperation = checkOutThrough(provider);
      keys.register(this.checkOutOperation);
    }

    @Post('orders')
    @Idempotent(options)
    place(
      @IdempotencyKey() request: IdempotentRequest,
      @Body({ schema: placeOrderSchema }) command: PlaceOrder,
    ): Promise<Execution> {
      return this.keys.execute(request, placeOrder, command);
    }

    @Post('checkouts')
    @Idempotent(options)
    checkOut(
      @IdempotencyKey() request: IdempotentRequest,
      @Body({ schema: placeOrderSchema }) command: PlaceOrder,
    ): Promise<Execution> {
      return this.keys.execute(request, this.checkOutOperation, command);
    }
  }
  return HoldfastController;
}

@Module({})
class HoldfastModule {}

/** The second process of this contender finds the tables of the first. */
async function createSchema(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ known: string | null }>(
    `select to_regclass('idempotency_key') as known`,
  );
  if (rows[0]?.known === null) await pool.query(createIdempotencySchema);
}

/** Runs this contender with these options on both routes. */
export function serveHoldfast(options: OperationRouteOptions): void {
  serve('holdfast', async ({ pool, provider }) => {
    await createSchema(pool);
    const logger = pino({ level: 'warn' });
    return {
      module: HoldfastModule,
      imports: [IdempotencyModule.forRoot({ pool, logger, maxRunMs: 10_000 })],
      controllers: [controllerWith(options)],
      providers: [{ provide: PaymentProvider, useValue: provider }],
    };
  });
}
