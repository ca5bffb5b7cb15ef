import { backgroundComment } from './background-comment.ts';
import { type HealthCheck } from './health.ts';

/**
 * Whether the database answers and takes writes. A standby, or a server that its operator has made read-only (`default_transaction_read_only`),
 * answers every question and keeps no order: who sends requests there sends them into a 503.
 */
export function postgresHealth(database: { query(text: string): Promise<unknown> }): HealthCheck {
  return {
    name: 'postgres',
    isNeeded: true,
    check: async () => {
      const rows = await database.query(`${backgroundComment} show transaction_read_only`);
      const [row] = rows as [{ transaction_read_only: string }];
      if (row.transaction_read_only !== 'off') throw new Error('it takes no writes: it is read-only');
    },
  };
}
