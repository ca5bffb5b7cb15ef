import { backgroundComment } from './background-comment.ts';
import { type HealthCheck } from '../health/health.ts';
import { countPool, type CountedPool } from './pool.metrics.ts';

/** TypeORM's DataSource for Postgres fits. */
interface Database {
  query(text: string): Promise<unknown>;
  readonly driver: object;
}

/**
 * Checks that the database accepts writes. A standby or read-only server (`default_transaction_read_only`)
 * answers queries but stores nothing, so requests must not be sent there. Counts the connections of its pool
 * at `/metrics` from now on.
 */
export function postgresHealth(database: Database): HealthCheck {
  const { master } = database.driver as { readonly master?: CountedPool };
  if (master !== undefined) countPool(master);
  return {
    name: 'postgres',
    isNeeded: true,
    check: async () => {
      const rows = await database.query(`${backgroundComment} show transaction_read_only`);
      const [row] = rows as [{ transaction_read_only: string }];
      if (row.transaction_read_only !== 'off') throw new Error('it is read-only');
    },
  };
}
