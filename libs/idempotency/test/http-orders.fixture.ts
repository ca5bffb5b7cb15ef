import { bootService, Needs, Problem, Public } from '@holdfast/service-defaults';
import { testDatabase } from '@holdfast/testing';
import { Body, Controller, Injectable, Module, Post, Put } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import { z } from 'zod';
import {
  complete,
  type Execution,
  IdempotencyKey,
  IdempotencyKeys,
  IdempotencyModule,
  Idempotent,
  type IdempotentRequest,
  problemResponse,
  type ResponsePresenter,
  type StoredResponse,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { testSettings } from './http-client.fixture.ts';
import { placing, writeEffect } from './placing.fixture.ts';

/** The behavior that a test can script while the service runs. */
export const script = {
  pay: (): Promise<string> => Promise.resolve('paid'),
  accepts: (): boolean => true,
};

export const cardDeclined = { code: 'card_declined', status: 402, title: 'The card was declined' };

const orderSchema = z
  .strictObject({ item: z.string().min(1), requestId: z.string().optional() })
  .refine(() => script.accepts());

export const signature = 'signed, für alle';

@Injectable()
class Signing implements ResponsePresenter {
  present(response: StoredResponse): StoredResponse {
    return { ...response, body: `${response.body.toString()} ${signature}` };
  }
}

@Needs('charge')
@Controller('orders')
class OrderController {
  constructor(private readonly keys: IdempotencyKeys) {
    keys.register(order('open'));
  }

  @Post()
  @Idempotent()
  place(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: orderSchema }) { item }: { item: string },
  ): Promise<Execution> {
    return this.keys.execute(request, order(item), null);
  }

  @Post('signed')
  @Idempotent({ presenter: Signing })
  signed(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: orderSchema }) { item }: { item: string },
  ): Promise<Execution> {
    return this.keys.execute(request, order(item), null);
  }

  @Put()
  @Idempotent()
  replace(@IdempotencyKey() request: IdempotentRequest): Promise<Execution> {
    return this.keys.execute(request, order('replaced'), null);
  }

  @Post('again')
  @Idempotent()
  another(@IdempotencyKey() request: IdempotentRequest): Promise<Execution> {
    return this.keys.execute(request, order('another'), null);
  }

  @Public()
  @Post('open')
  @Idempotent({ scope: ({ headers }: FastifyRequest) => String(headers['x-session']) })
  open(@IdempotencyKey() request: IdempotentRequest): Promise<Execution> {
    return this.keys.execute(request, order('open'), null);
  }
}

function order(item: string): ReturnType<typeof placing> {
  return placing(item, {
    call: () => script.pay(),
    ...(item === 'declined'
      ? {
          then: () =>
            complete(problemResponse(new Problem(cardDeclined, 'No.'), '/orders'), [
              writeEffect('finished', 'transition', 'declined'),
            ]),
        }
      : {}),
  });
}

@Module({ controllers: [OrderController], providers: [Signing] })
class OrderModule {}

export interface OrderService {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly pool: Pool;
  effects(): Promise<string[]>;
  close(): Promise<void>;
}

/** A service that places orders, each with a remote call, for the callers `shop` and `other`. */
export async function bootOrders(): Promise<OrderService> {
  const database = await testDatabase();
  const pool = new Pool({ connectionString: database.url, max: 5 });
  await pool.query(createIdempotencySchema);
  await pool.query('create table effect (operation_id uuid, item text, step text)');
  const app = await bootService({
    name: 'orders',
    config: testSettings('shop', 'other'),
    openApi: { title: 'Orders', description: 'For tests.' },
    module: (logger) => ({
      module: OrderModule,
      imports: [IdempotencyModule.forRoot({ logger, pool, maxRunMs: 10_000 })],
    }),
  });
  return {
    app,
    pool,
    url: await app.getUrl(),
    effects: async () => {
      const found = await pool.query<{ step: string; item: string }>('select * from effect order by step');
      return found.rows.map(({ step, item }) => `${step} ${item}`);
    },
    close: async () => {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}
