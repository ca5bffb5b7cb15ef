import { bootService, Needs, Problem, Public } from '@holdfast/service-defaults';
import { testDatabase } from '@holdfast/testing';
import {
  Body,
  type CanActivate,
  Controller,
  Header,
  Injectable,
  Module,
  Post,
  UseGuards,
} from '@nestjs/common';
import { Pool } from 'pg';
import { z } from 'zod';
import {
  type Execution,
  IdempotencyKey,
  IdempotencyKeys,
  IdempotencyModule,
  Idempotent,
  type IdempotentRequest,
  jsonResponse,
  type ResponsePresenter,
  type StoredResponse,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { testSettings } from './http-client.fixture.ts';
import { placing } from './placing.fixture.ts';

/** The work of the routes' layers, and the behavior that a test can script. */
export const layers = {
  guarded: 0,
  validated: 0,
  handled: 0,
  pay: (): Promise<string> => Promise.resolve('paid'),
};

class CountingGuard implements CanActivate {
  canActivate(): boolean {
    layers.guarded += 1;
    return true;
  }
}

const orderSchema = z.object({ item: z.string() }).refine(() => (layers.validated += 1));

@Injectable()
class Signing implements ResponsePresenter {
  present(response: StoredResponse): StoredResponse {
    return { ...response, body: Buffer.from(`${response.body.toString()} signed, für alle`) };
  }
}

const provisional = { response: jsonResponse(202, { is: 'pending' }), writes: [] };

@Needs('charge')
@UseGuards(CountingGuard)
@Controller('orders')
class OrderController {
  constructor(private readonly keys: IdempotencyKeys) {
    keys.register(placing('open', { call: () => layers.pay() }));
  }

  @Post()
  @Header('x-shop', 'tea')
  @Idempotent({ replay: 'early', presenter: Signing })
  place(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: orderSchema }) { item }: { item: string },
  ): Promise<Execution> {
    layers.handled += 1;
    const pay = { call: () => layers.pay(), whenUnknown: () => provisional };
    return this.keys.execute(request, placing(item, pay), null);
  }

  @Post('by-the-book')
  @Idempotent()
  placeByTheBook(
    @IdempotencyKey() request: IdempotentRequest,
    @Body() { item }: { item: string },
  ): Promise<Execution> {
    return this.keys.execute(request, placing(item), null);
  }

  @Public()
  @Post('open')
  @Idempotent({ replay: 'early', scope: 'public' })
  placeOpenly(@IdempotencyKey() request: IdempotentRequest): Promise<Execution> {
    return this.keys.execute(request, placing('open'), null);
  }
}

@Module({ controllers: [OrderController], providers: [Signing] })
class OrderModule {}

export interface EarlyService {
  readonly url: string;
  effects(): Promise<number>;
  close(): Promise<void>;
}

/** The limit of concurrent requests. */
export const maxInFlight = 3;

export async function bootEarly(): Promise<EarlyService> {
  const database = await testDatabase();
  const pool = new Pool({ connectionString: database.url, max: 5 });
  await pool.query(createIdempotencySchema);
  await pool.query('create table effect (operation_id uuid, item text, step text)');
  const app = await bootService({
    name: 'early',
    config: { ...testSettings('shop', 'other'), MAX_IN_FLIGHT: maxInFlight },
    module: (logger) => ({
      module: OrderModule,
      imports: [IdempotencyModule.forRoot({ logger, pool, maxRunMs: 10_000 })],
    }),
  });
  return {
    url: await app.getUrl(),
    effects: async () => (await pool.query(`select from effect where step = 'finished'`)).rowCount ?? 0,
    close: async () => {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}

export const unavailable = new Problem({ code: 'away', status: 503, title: 'Away' }, 'Away.');
