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
const connections = 16;

/** Keeps idle connections, so that a server does not start its turn by reconnecting. */
function aPool(connectionString: string): pg.Pool {
  return new pg.Pool({ connectionString, max: connections, idleTimeoutMillis: 0 });
}

/** Runs one contender: the same HTTP stack, guards and validation for each, and its own database. */
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
