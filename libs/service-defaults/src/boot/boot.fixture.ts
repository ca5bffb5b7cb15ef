import { Body, Controller, Get, Header, HttpException, Module, Param, Post, Query } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Caller, Scopes } from '../access/api-key.guard.ts';
import { Needs, Public } from '../access/route-access.ts';
import { bootService, type ServiceSettings } from './boot.ts';
import { RespondWithin } from '../request/deadline.guard.ts';
import { type HealthCheck } from '../health/health.ts';
import { Problem } from '../problem/problem.ts';
import { remainingMs } from '../request/request-context.ts';
import { runProgram } from './run.ts';
import { defaultScopes } from '../access/scopes.ts';

const thingSchema = z
  .strictObject({ name: z.string().min(1), quantity: z.int().max(99) })
  .meta({ id: 'Thing' });
const listSchema = z.object({ limit: z.coerce.number().int().max(9).default(4) });

let slowRuns = Promise.withResolvers<void>();

/** State that a test may read and change while the service runs. */
export const tiny = {
  handled: 0,
  /** Remaining time of the last list request, ms. */
  remainingMs: NaN,
  release: (): void => undefined,
  /** Resolves once a slow request runs. */
  untilSlow: (): Promise<void> => slowRuns.promise,
  checks: [] as HealthCheck[],
};

@ApiTags('things')
@Needs('read', 'charge')
@Controller('things')
class ThingController {
  @Get(':thingId')
  @ApiOperation({ summary: 'One thing' })
  @ApiOkResponse({ standardSchema: thingSchema })
  show(@Param('thingId') thingId: string, @Caller() caller: string): unknown {
    return { thingId, caller };
  }

  @Needs('ledger')
  @Get(':thingId/ledger')
  ledger(@Scopes() scopes: readonly string[]): unknown {
    return { scopes };
  }

  @Public()
  @Get()
  list(@Query({ schema: listSchema }) query: unknown, @Caller() caller: string): unknown {
    tiny.handled += 1;
    tiny.remainingMs = remainingMs();
    return { query, caller };
  }

  @Public()
  @Post()
  make(@Body({ schema: thingSchema }) thing: unknown): unknown {
    tiny.handled += 1;
    return thing;
  }
}

@Public()
@Controller('failures')
class FailureController {
  @Get('bug')
  bug(): never {
    throw new TypeError('s3cret: select * from card', { cause: new Error('/srv/s3cret.ts') });
  }

  @Get('database')
  database(): never {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
  }

  @Get('lock')
  lock(): never {
    const driverError = Object.assign(new Error('canceling statement due to timeout'), { code: '57014' });
    throw Object.assign(new Error('QueryFailedError'), { driverError });
  }

  @Get('nul')
  nul(): never {
    const driverError = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
    throw Object.assign(new Error('QueryFailedError'), { driverError });
  }

  @Get('refusal')
  refusal(): never {
    const kind = { code: 'price_changed', status: 409, title: 'The total has changed' };
    throw new Problem(kind, 'It is 2100 now.', { extensions: { total: 2100 }, retryAfterSeconds: 2 });
  }

  @Get('status/:status')
  status(@Param('status') status: string): never {
    throw new HttpException('s3cret', Number(status));
  }

  @Get('slow-for-its-route')
  @RespondWithin(100)
  slowForItsRoute(): Promise<string> {
    return this.slow();
  }

  @Get('slow')
  @Header('x-slow', 'yes')
  slow(): Promise<string> {
    process.stdout.write('slow request is running\n');
    slowRuns.resolve();
    return new Promise((resolve) => {
      tiny.release = () => {
        slowRuns = Promise.withResolvers();
        resolve('finished');
      };
    });
  }
}

@Module({ controllers: [ThingController, FailureController] })
class TinyModule {}

/**
 * The settings of a service on a free port; in the process of its tests, so it is patient with a slow
 * machine.
 */
export function tinySettings(given: Partial<ServiceSettings> = {}): ServiceSettings {
  return {
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    LOG_FORMAT: 'json',
    MAX_EVENT_LOOP_DELAY_MS: 60_000,
    API_KEYS: [
      { caller: 'checkout', secret: 'checkout-secret', scopes: ['charge', 'ledger'] },
      { caller: 'checkout', secret: 'the-next-checkout-secret', scopes: ['charge'] },
      { caller: 'board', secret: 'board-secret', scopes: ['ops'] },
    ],
    EXTRA_API_KEYS: [{ caller: 'qa', secret: 'qa-secret', scopes: defaultScopes }],
    ...given,
  };
}

/** A service as small as can be: for the specs of `bootService`. */
export function bootTinyService(
  LOG_LEVEL = 'silent',
  given: Partial<ServiceSettings> = {},
): Promise<NestFastifyApplication> {
  return bootService({
    name: 'tiny',
    config: tinySettings({ LOG_LEVEL, ...given }),
    openApi: { title: 'Tiny', description: 'For tests.' },
    module: () => ({ module: TinyModule }),
    checks: () => tiny.checks,
    server: (server) => {
      server.get('/files/*', (_request, reply) => reply.callNotFound());
      server.get<{ Params: { status: string } }>('/plugin/:status', ({ params }) => {
        throw Object.assign(new Error('s3cret'), { statusCode: Number(params.status), expose: false });
      });
    },
  });
}

/** As a program, it releases the slow request when it receives standard input. */
if (import.meta.main) {
  process.stdin.on('data', () => tiny.release());
  runProgram(() => bootTinyService('info'));
}
