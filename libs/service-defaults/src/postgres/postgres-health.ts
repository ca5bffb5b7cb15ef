import { backgroundComment } from './background-comment.ts';
import { type HealthCheck } from '../health/health.ts';

/**
 * Checks that the database accepts writes. A standby or read-only server (`default_transaction_read_only`)
 * answers queries but stores nothing, so requests must not be sent there.
 */
export function postgresHealth(database: { query(text: string): Promise<unknown> }): HealthCheck {
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
