import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS } from '@dbos-inc/dbos-sdk';
import {
  assertStillOwnsWorkflow,
  type DataSourceTransactionHandler,
  registerDataSource,
  runTransaction,
} from '@dbos-inc/dbos-sdk/datasource';
import { type Pool, type PoolClient } from 'pg';

const name = 'orders';
const current = new AsyncLocalStorage<PoolClient>();

const createCheckpoints = `
create table if not exists dbos_checkpoint (workflow_id text, step_id integer, primary key (workflow_id, step_id))`;

/**
 * Transaction steps on node-postgres: the checkpoint is committed together with the step's writes, as DBOS
 * requires of a data source. Our steps return nothing, so the checkpoint can be written first, which saves a
 * round trip.
 */
class OrdersDataSource implements DataSourceTransactionHandler {
  readonly name = name;

  constructor(private readonly pool: Pool) {}

  async initialize(): Promise<void> {
    await this.pool.query(createCheckpoints);
  }

  destroy(): Promise<void> {
    return this.pool.end();
  }

  async invokeTransactionFunction<This, Args extends unknown[], Return>(
    _config: unknown,
    target: This,
    step: (this: This, ...args: Args) => Promise<Return>,
    ...args: Args
  ): Promise<Return> {
    const { workflowID = '', stepID } = DBOS;
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const { rowCount } = await client.query({
        name: 'checkpoint',
        text: 'insert into dbos_checkpoint values ($1, $2) on conflict do nothing',
        values: [workflowID, stepID],
      });
      const isNew = rowCount === 1;
      const result = isNew ? await current.run(client, () => step.apply(target, args)) : undefined;
      await assertStillOwnsWorkflow(workflowID);
      await client.query('commit');
      return result as Return;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
}

export function useDataSource(pool: Pool): void {
  registerDataSource(new OrdersDataSource(pool));
}

/** Runs a transaction as a step of the current workflow. */
export function transaction(stepName: string, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const step = (): Promise<void> => {
    const client = current.getStore();
    if (client === undefined) throw new Error('outside a transaction');
    return work(client);
  };
  return runTransaction(step, stepName, { dsName: name });
}
