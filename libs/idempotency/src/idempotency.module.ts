import { type DynamicModule, type FactoryProvider, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { type FastifyInstance } from 'fastify';
import { type Pool } from 'pg';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { captureAnswers } from './http/captured-answer.ts';
import { IdempotentInterceptor } from './http/idempotent.interceptor.ts';
import { checkRoutes } from './http/route-check.ts';
import { TransactionInterceptor } from './http/transaction.interceptor.ts';
import { defaultRetentionHours, IdempotencyKeys } from './idempotency-keys.ts';
import { Completer } from './running/completer.ts';
import { Reaper } from './running/reaper.ts';
import { poolOf, typeOrmConnections } from './store/connections.ts';

export interface IdempotencyModuleOptions {
  readonly logger: Logger;
  /** The longest a run of an operation can take with all its calls and retries, ms. */
  readonly longestRunMs: number;
  /** When others may take over a run of a living process, ms. Must be more than `longestRunMs`. Default: twice that. */
  readonly leaseMs?: number;
  /** How long answers are kept, hours. Default 72; at least 1. */
  readonly retentionHours?: number;
  /** Where keys are kept. Default: the database of TypeORM's DataSource. */
  readonly pool?: Pool;
}

/**
 * Keys for the whole service: `IdempotencyKeys` to inject, the route decorators, the completer and the reaper. The service does not start when
 * a POST route has no key and no reason, or when the options contradict each other.
 */
@Module({})
export class IdempotencyModule implements OnModuleInit {
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
  ) {}

  static forRoot(options: IdempotencyModuleOptions): DynamicModule {
    const { leaseMs, retentionHours } = checkOptions(options);
    const keys: FactoryProvider<IdempotencyKeys> = {
      provide: IdempotencyKeys,
      inject: [{ token: DataSource, optional: true }],
      useFactory: (dataSource: DataSource | undefined) => {
        if (options.pool !== undefined) return new IdempotencyKeys(options.pool, { leaseMs, retentionHours });
        if (dataSource === undefined)
          throw new Error('IdempotencyModule needs a pool, or TypeOrmModule.forRoot()');
        const connect = typeOrmConnections(dataSource);
        return new IdempotencyKeys(poolOf(dataSource), { leaseMs, retentionHours, connect });
      },
    };
    const background = [Completer, Reaper].map((Background) => ({
      provide: Background,
      inject: [IdempotencyKeys],
      useFactory: (made: IdempotencyKeys) => new Background(made, options.logger),
    }));
    return {
      module: IdempotencyModule,
      global: true,
      providers: [keys, ...background, IdempotentInterceptor, TransactionInterceptor],
      exports: [IdempotencyKeys],
    };
  }

  onModuleInit(): void {
    checkRoutes(this.modules);
    const server: unknown = this.http.httpAdapter?.getInstance();
    if (isFastify(server)) captureAnswers(server);
  }
}

function checkOptions({
  longestRunMs,
  leaseMs = 2 * longestRunMs,
  retentionHours = defaultRetentionHours,
}: IdempotencyModuleOptions): { leaseMs: number; retentionHours: number } {
  const faults = [
    ...(longestRunMs > 0 ? [] : ['longestRunMs must be more than 0']),
    ...(leaseMs > longestRunMs
      ? []
      : [
          `leaseMs (${leaseMs}) must be more than longestRunMs (${longestRunMs}), or a run could be taken over while it works`,
        ]),
    ...(retentionHours >= 1 ? [] : ['retentionHours must be at least 1']),
    ...(retentionHours * 3_600_000 > 10 * leaseMs
      ? []
      : [
          'retentionHours must be far longer than leaseMs, or an answer could be forgotten while its twins still come',
        ]),
  ];
  if (faults.length > 0) throw new Error(`IdempotencyModule: ${faults.join('; ')}`);
  return { leaseMs, retentionHours };
}

function isFastify(server: unknown): server is FastifyInstance {
  return typeof server === 'object' && server !== null && 'addHook' in server;
}
