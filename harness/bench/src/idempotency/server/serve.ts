import { bootService, runProgram } from '@holdfast/service-defaults';
import { type DynamicModule } from '@nestjs/common';
import pg from 'pg';
import { createOrders } from '../order/order.statements.ts';
import { PaymentProvider } from '../provider/payment-provider.client.ts';
import { readServerConfig, type ServerConfig } from './server.config.ts';

/** The resources that each contender gets. */
export interface ServerDeps {
  readonly config: ServerConfig;
  readonly pool: pg.Pool;
  readonly provider: PaymentProvider;
}

/** Connections of each pool. */
export const connections = 16;

/**
 * Idle connections are kept: a server that had to wait for its turn should not begin it by connecting anew.
 */
export function aPool(connectionString: string): pg.Pool {
  return new pg.Pool({ connectionString, max: connections, idleTimeoutMillis: 0 });
}

/** Runs one contender: the same HTTP stack, guards and validation for each, and a database of its own. */
export function serve(
  name: string,
  contender: (deps: ServerDeps) => DynamicModule | Promise<DynamicModule>,
): void {
  runProgram(async () => {
    const config = readServerConfig(name);
    const pool = aPool(config.DATABASE_URL);
    await pool.query(createOrders);
    const module = await contender({ config, pool, provider: new PaymentProvider(config.PROVIDER_URL) });
    return bootService({
      name,
      config,
      openApi: { title: name, description: 'A contender of the idempotency bench.' },
      module: () => module,
    });
  });
}
