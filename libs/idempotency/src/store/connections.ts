import { type ClientBase, type Pool } from 'pg';
import { type DataSource, type EntityManager } from 'typeorm';

/** What a handler gets to read and write with: everything it does through it is committed together with its answer, or not at all. */
export interface Transaction {
  query<T>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /** TypeORM's, where the keys were set up with a DataSource. */
  readonly manager: EntityManager | undefined;
}

/** A connection of its own for one transaction. */
export interface Connection {
  readonly client: ClientBase;
  readonly manager: EntityManager | undefined;
  /** Gives it back; a `broken` one is thrown away. */
  release(broken: boolean): Promise<void>;
}

export type Connect = () => Promise<Connection>;

export function connectionsOf(pool: Pool): Connect {
  return async () => {
    const client = await pool.connect();
    return { client, manager: undefined, release: (broken) => Promise.resolve(client.release(broken)) };
  };
}

/** The pool that TypeORM itself uses. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { readonly master: Pool }).master;
}

/**
 * Connections that come with an entity manager. TypeORM sends BEGIN and COMMIT as round trips of their own; here they ride with the claim
 * and with the answer, so TypeORM is only told that a transaction is under way: its own `transaction()` then nests by savepoints.
 */
export function typeOrmConnections(dataSource: DataSource): Connect {
  return async () => {
    const runner = dataSource.createQueryRunner();
    const client = (await runner.connect()) as ClientBase & { release(broken: boolean): void };
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    return {
      client,
      manager: runner.manager,
      release: async (broken) => {
        Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
        if (broken) client.release(true);
        else await runner.release();
      },
    };
  };
}
