import { bootService, type ServiceSettings } from '@holdfast/service-defaults';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type Provider,
  type Type,
} from '@nestjs/common';
import pg from 'pg';

/** Connections of the pool, as in Holdfast's services. */
const connections = 10;

export const aPool = (connectionString: string): pg.Pool =>
  new pg.Pool({ connectionString, max: connections, idleTimeoutMillis: 0 });

const closersToken = Symbol('closers');

/** Closes queues, workers and pools when the service stops. */
@Module({})
class NaiveModule implements OnApplicationShutdown {
  constructor(@Inject(closersToken) private readonly closers: readonly (() => Promise<unknown>)[]) {}

  async onApplicationShutdown(): Promise<void> {
    for (const close of this.closers) await close();
  }
}

export interface NaiveService {
  readonly name: string;
  readonly config: ServiceSettings;
  readonly controllers?: Type[];
  readonly providers?: Provider[];
  /** Called in this order when the service stops. */
  readonly closers: readonly (() => Promise<unknown>)[];
}

/** Runs one service with the same HTTP stack, guards, validation and logs as Holdfast's. */
export async function serveNaive({
  name,
  config,
  controllers = [],
  providers = [],
  closers,
}: NaiveService): Promise<void> {
  const module = (): DynamicModule => ({
    module: NaiveModule,
    controllers,
    providers: [...providers, { provide: closersToken, useValue: closers }],
  });
  await bootService({
    name,
    config,
    openApi: { title: name, description: 'A service of the naive shop.' },
    module,
  });
}
