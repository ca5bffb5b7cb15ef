import { type DynamicModule, type FactoryProvider, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';
import { type Pool } from 'pg';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { guardResponses } from './http/response-edge.ts';
import { KeyedRoutes } from './http/keyed-routes.ts';
import { type CallerOf, callerOfApiKey, RequestReader } from './http/request-reader.ts';
import { checkRoutes } from './http/route-check.ts';
import { TransactionInterceptor } from './http/transaction.interceptor.ts';
import { defaultRetentionHours, IdempotencyKeys } from './idempotency-keys.ts';
import { Completer } from './running/completer.ts';
import { Reaper } from './running/reaper.ts';
import { type RunningTimes } from './running/running-times.ts';
import { poolOf, typeOrmConnections } from './store/connections.ts';

export interface IdempotencyModuleOptions {
  readonly logger: Logger;
  /** The longest a run of an operation can take with all its calls and retries, ms. */
  readonly maxRunMs: number;
  /**
   * When another process may take over a run of a living one, ms. Must exceed `maxRunMs`. Default: twice
   * that.
   */
  readonly leaseMs?: number;
  /** How long responses are stored, hours. Default 72; at least 1. */
  readonly retentionHours?: number;
  /** The database of the keys. Default: that of TypeORM's DataSource. */
  readonly pool?: Pool;
  /** Names the caller; keys of different callers never collide. Default: the name of the API key. */
  readonly caller?: CallerOf;
  /**
   * `all`, the default: no POST or PATCH route may be without a key or `@NoKeyRequired()`. `declared`: routes
   * without decorators are ignored, so that an existing application can adopt keys route by route.
   */
  readonly routes?: 'all' | 'declared';
  /** Intervals and limits of running operations: `runningTimesOf` the service's settings. */
  readonly times?: RunningTimes;
}

const whichRoutes = Symbol('which routes need keys');

/**
 * Keys for a whole service: `IdempotencyKeys` to inject, the route decorators, the completer and the reaper.
 * The service does not start if a POST or PATCH route has neither a key nor `@NoKeyRequired()` (see
 * `routes`), if the responses of a keyed route could not be stored, or if options contradict each other.
 */
@Module({})
export class IdempotencyModule implements OnModuleInit {
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
    @Inject(RequestReader) private readonly reader: RequestReader,
    @Inject(KeyedRoutes) private readonly routes: KeyedRoutes,
    @Inject(whichRoutes) private readonly needKeys: Required<IdempotencyModuleOptions>['routes'],
  ) {}

  static forRoot(options: IdempotencyModuleOptions): DynamicModule {
    const { leaseMs, retentionHours } = checkOptions(options);
    const times = options.times === undefined ? {} : { times: options.times };
    const keys: FactoryProvider<IdempotencyKeys> = {
      provide: IdempotencyKeys,
      inject: [{ token: DataSource, optional: true }],
      useFactory: (dataSource: DataSource | undefined) => {
        if (options.pool !== undefined)
          return new IdempotencyKeys(options.pool, { leaseMs, retentionHours, ...times });
        if (dataSource === undefined)
          throw new Error('IdempotencyModule needs a pool, or TypeOrmModule.forRoot()');
        const connect = typeOrmConnections(dataSource);
        return new IdempotencyKeys(poolOf(dataSource), { leaseMs, retentionHours, connect, ...times });
      },
    };
    const reader = {
      provide: RequestReader,
      useValue: new RequestReader(options.caller ?? callerOfApiKey),
    };
    const background = [Completer, Reaper].map((Background) => ({
      provide: Background,
      inject: [IdempotencyKeys],
      useFactory: (made: IdempotencyKeys) => new Background(made, options.logger),
    }));
    return {
      module: IdempotencyModule,
      global: true,
      providers: [
        keys,
        reader,
        ...background,
        KeyedRoutes,
        TransactionInterceptor,
        { provide: whichRoutes, useValue: options.routes ?? 'all' },
      ],
      exports: [IdempotencyKeys, RequestReader],
    };
  }

  onModuleInit(): void {
    const { hasEarlyReplay } = checkRoutes(this.modules, this.reader.readsApiKeys, this.needKeys);
    const adapter = this.http.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    if (adapter === undefined) return;
    const server: unknown = adapter.getInstance();
    if (!isFastify(server)) throw new Error('IdempotencyModule needs the FastifyAdapter of Nest');
    guardResponses(server);
    server.decorate('keyedRoutes', this.routes);
    if (hasEarlyReplay) this.routes.earlyReplays.watch(server);
  }
}

function checkOptions({
  maxRunMs,
  leaseMs = 2 * maxRunMs,
  retentionHours = defaultRetentionHours,
}: IdempotencyModuleOptions): { leaseMs: number; retentionHours: number } {
  const faults = [
    ...(isMs(maxRunMs) ? [] : [`maxRunMs (${maxRunMs}) must be whole milliseconds, at most 12 days`]),
    ...(isMs(leaseMs) ? [] : [`leaseMs (${leaseMs}) must be whole milliseconds, at most 12 days`]),
    ...(leaseMs > maxRunMs
      ? []
      : [
          `leaseMs (${leaseMs}) must be more than maxRunMs (${maxRunMs}), or another process could take over a run that is still working`,
        ]),
    ...(retentionHours >= 1 && Number.isInteger(retentionHours)
      ? []
      : [`retentionHours (${retentionHours}) must be whole hours, at least 1`]),
    ...(retentionHours * 3_600_000 > 10 * leaseMs
      ? []
      : [
          `retentionHours (${retentionHours}) must be more than ten times leaseMs (${leaseMs}), or a response could expire while duplicates still arrive`,
        ]),
  ];
  if (faults.length > 0) throw new Error(`IdempotencyModule: ${faults.join('; ')}`);
  return { leaseMs, retentionHours };
}

/** At most 2^30: Postgres counts them in an integer, and leaseMs is twice maxRunMs by default. */
function isMs(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 2 ** 30;
}

function isFastify(server: unknown): server is FastifyInstance {
  return typeof server === 'object' && server !== null && 'addHook' in server;
}
