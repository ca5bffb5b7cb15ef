import { afterEach, describe, expect, it } from '@jest/globals';
import { Public } from '@holdfast/service-defaults';
import {
  All,
  Body,
  Controller,
  Delete,
  Get,
  Module,
  Next,
  Patch,
  Post,
  Put,
  Res,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { pino } from 'pino';
import {
  IdempotencyKey,
  IdempotencyModule,
  type IdempotencyModuleOptions,
  Idempotent,
  IdempotentTransaction,
  NoKeyRequired,
  Tx,
} from '../src/index.ts';

@Module({})
class AppModule {}

/** No server listens there: a service must start without its database. */
const pool = new Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
const logger = pino({ level: 'silent' });
const options = { logger, pool, maxRunMs: 1_000 };
let app: NestFastifyApplication | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** The error that keeps a service with these controllers from starting; undefined if it starts. */
function faultOf(...controllers: Type[]): Promise<string | undefined> {
  return faultOfModule({}, ...controllers);
}

async function faultOfModule(
  given: Partial<IdempotencyModuleOptions>,
  ...controllers: Type[]
): Promise<string | undefined> {
  const keys = IdempotencyModule.forRoot({ ...options, ...given });
  const module = { module: AppModule, imports: [keys], controllers };
  try {
    app = await NestFactory.create(module, new FastifyAdapter(), { logger: false, abortOnError: false });
    await app.init();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const noKey =
  "has an effect and no key: give it @IdempotentTransaction(), @Idempotent() or @NoKeyRequired('why')";

describe('a service with IdempotencyModule does not start', () => {
  it('with a POST, PATCH or @All() route that has neither a key nor a reason, and names all of them', async () => {
    @Controller('things')
    class Things {
      @Post()
      make(): void {}

      @Patch(':thingId')
      change(): void {}

      @All('any')
      any(): void {}
    }

    @Controller(['a', '/b/'])
    class Elsewhere {
      @Post(['x', '/'])
      make(): void {}
    }

    expect(await faultOf(Things, Elsewhere)).toBe(
      `the service cannot start: POST /things (Things.make) ${noKey}; ` +
        `PATCH /things/:thingId (Things.change) ${noKey}; ALL /things/any (Things.any) ${noKey}; ` +
        `POST /a/x and /a and /b/x and /b (Elsewhere.make) ${noKey}`,
    );
  });

  it('with such a route inherited by a controller', async () => {
    abstract class Crud {
      @Post()
      make(): void {}
    }

    @Controller('cups')
    class Cups extends Crud {}

    expect(await faultOf(Cups)).toBe(`the service cannot start: POST /cups (Cups.make) ${noKey}`);
  });

  it('with a public route whose keys have no scope, whether the route or its controller is public', async () => {
    @Controller('open')
    class Open {
      @Public()
      @Post()
      @IdempotentTransaction()
      make(@Tx() tx: unknown): unknown {
        return tx;
      }
    }

    @Public()
    @Controller('all-open')
    class AllOpen {
      @Post()
      @Idempotent()
      make(@IdempotencyKey() key: unknown): unknown {
        return key;
      }
    }

    const scope = "is public, so its keys need a scope: { scope: 'public' }, or the session";
    expect(await faultOf(Open, AllOpen)).toBe(
      `the service cannot start: POST /open (Open.make) ${scope}; POST /all-open (AllOpen.make) ${scope}`,
    );
  });

  it('with early replays that could reach another caller', async () => {
    @Controller()
    class Early {
      @Public()
      @Post('session')
      @Idempotent({ replay: 'early', scope: () => 'session' })
      session(@IdempotencyKey() key: unknown): unknown {
        return key;
      }

      @Post('mine')
      @Idempotent({ replay: 'early' })
      mine(@IdempotencyKey() key: unknown): unknown {
        return key;
      }
    }

    const session = "POST /session (Early.session) replays early, so its scope must be 'public' or none";
    expect(await faultOf(Early)).toBe(`the service cannot start: ${session}`);
    const ownCaller = 'replays early, so IdempotencyModule cannot have its own `caller`';
    expect(await faultOfModule({ caller: () => 'ada' }, Early)).toBe(
      `the service cannot start: ${session}; POST /session (Early.session) ${ownCaller}; POST /mine (Early.mine) ${ownCaller}`,
    );
  });

  it('with decorators that contradict each other', async () => {
    @Controller()
    class Torn {
      @Post('a')
      @Idempotent()
      @NoKeyRequired('it has one')
      a(@IdempotencyKey() key: unknown): unknown {
        return key;
      }

      @Post('b')
      @Idempotent()
      @IdempotentTransaction()
      b(@IdempotencyKey() key: unknown, @Tx() tx: unknown): unknown {
        return [key, tx];
      }

      @Post('c')
      @IdempotentTransaction({ storedHeaders: ['X-Receipt', 'Set-Cookie', 'date'] })
      c(@Tx() tx: unknown): unknown {
        return tx;
      }

      @EventPattern('d')
      @IdempotentTransaction()
      d(@Tx() tx: unknown): unknown {
        return tx;
      }
    }

    expect(await faultOf(Torn)).toBe(
      'the service cannot start: POST /a (Torn.a) has a key and @NoKeyRequired(); ' +
        'POST /b (Torn.b) has both @Idempotent() and @IdempotentTransaction(); ' +
        'POST /c (Torn.c) must not store Set-Cookie, date: they belong to one exchange; ' +
        'Torn.d is not an HTTP route: use keyedRequest() with transact() or execute()',
    );
  });

  it('with a handler whose response could not be stored, or that works outside of its key', async () => {
    @Controller()
    class Outside {
      @Post('a')
      @IdempotentTransaction()
      a(@Tx() tx: unknown, @Res() reply: unknown): unknown {
        return [tx, reply];
      }

      @Post('b')
      @Idempotent()
      b(@IdempotencyKey() key: unknown, @Next() next: unknown): unknown {
        return [key, next];
      }

      @Post('c')
      @IdempotentTransaction()
      c(@Body() body: unknown): unknown {
        return body;
      }

      @Post('d')
      @Idempotent()
      d(): void {}
    }

    const itself = 'must return its response: @Res() and @Next() need { passthrough: true }';
    expect(await faultOf(Outside)).toBe(
      `the service cannot start: POST /a (Outside.a) ${itself}; POST /b (Outside.b) ${itself}; ` +
        'POST /c (Outside.c) has no @Tx() parameter, so its writes are outside the transaction of its key; ' +
        'POST /d (Outside.d) has no @IdempotencyKey() parameter, so it cannot execute()',
    );
  });

  it('on a server other than Fastify', () => {
    const express = { httpAdapter: { getInstance: () => () => undefined } };
    const reader = { readsApiKeys: true };
    const [modules, routes] = [new Map() as never, {} as never];
    const module = new IdempotencyModule(modules, express as never, reader as never, routes, 'all');
    expect(() => module.onModuleInit()).toThrow('IdempotencyModule needs the FastifyAdapter of Nest');
  });

  it('without a database', async () => {
    const module = {
      module: AppModule,
      imports: [IdempotencyModule.forRoot({ ...options, pool: undefined! })],
    };
    await expect(
      NestFactory.create(module, new FastifyAdapter(), { logger: false, abortOnError: false }),
    ).rejects.toThrow('IdempotencyModule needs a pool, or TypeOrmModule.forRoot()');
  });
});

describe('a service with IdempotencyModule starts', () => {
  it('with routes that have a key or need none, and with consumers', async () => {
    abstract class Base {
      @Post()
      make(): void {}
    }

    @Controller('fine')
    class Fine extends Base {
      override make(): void {}

      @Get()
      show(): void {}

      @Put()
      replace(): void {}

      @Delete()
      remove(): void {}

      @Post('hooks')
      @NoKeyRequired('the event ID identifies repeats')
      hook(): void {}

      @Public()
      @Post('open')
      @IdempotentTransaction({ scope: 'public' })
      open(@Tx() tx: unknown, @Res({ passthrough: true }) reply: unknown): unknown {
        return [tx, reply];
      }

      @Patch('session')
      @Public()
      @Idempotent({ scope: () => 'session' })
      session(@IdempotencyKey() key: unknown): unknown {
        return key;
      }

      @EventPattern('receipt')
      consume(message: unknown): unknown {
        return message;
      }
    }

    expect(await faultOf(Fine)).toBeUndefined();
  });
});

describe('IdempotencyModule.forRoot', () => {
  it.each<[string, Partial<IdempotencyModuleOptions>, string[]]>([
    ['a missing maxRunMs', { maxRunMs: 0 }, ['maxRunMs (0) must be whole milliseconds']],
    ['a maxRunMs that is not a number', { maxRunMs: NaN }, ['maxRunMs (NaN) must be whole milliseconds']],
    [
      'a lease within the longest run',
      { leaseMs: 1_000 },
      ['leaseMs (1000) must be more than maxRunMs (1000)'],
    ],
    [
      'a lease that Postgres cannot count',
      { leaseMs: 2 ** 31 },
      ['leaseMs (2147483648) must be whole milliseconds'],
    ],
    ['a retention of no time', { retentionHours: 0 }, ['retentionHours (0) must be whole hours, at least 1']],
    ['a retention in parts of hours', { retentionHours: 1.5 }, ['retentionHours (1.5) must be whole hours']],
    [
      'a retention within reach of the lease',
      { retentionHours: 1, leaseMs: 400_000 },
      ['retentionHours (1) must be more than ten times leaseMs (400000)'],
    ],
    [
      'several faults',
      { maxRunMs: 5.5, leaseMs: 5, retentionHours: -1 },
      ['maxRunMs (5.5) must be', 'leaseMs (5) must be more', 'retentionHours (-1) must be whole'],
    ],
  ])('refuses %s', (_, change, faults) => {
    const make = (): unknown => IdempotencyModule.forRoot({ ...options, ...change });
    for (const fault of faults) expect(make).toThrow(fault);
  });

  it('defaults to a lease of twice maxRunMs', () => {
    expect(() =>
      IdempotencyModule.forRoot({ ...options, retentionHours: 1, maxRunMs: 179_999 }),
    ).not.toThrow();
    expect(() => IdempotencyModule.forRoot({ ...options, retentionHours: 1, maxRunMs: 180_000 })).toThrow(
      'leaseMs (360000)',
    );
  });
});
