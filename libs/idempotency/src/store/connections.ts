import { type ClientBase, type Pool, type PoolClient } from 'pg';
import { type DataSource, type EntityManager } from 'typeorm';

/** Everything a handler does through it is committed together with its response, or not at all. */
export interface Transaction {
  query<T>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /** TypeORM's, if the keys were set up with a DataSource. */
  readonly manager: EntityManager | undefined;
}

/** A connection reserved for one transaction. */
export interface Connection {
  readonly client: ClientBase;
  readonly manager: EntityManager | undefined;
  /** From now on the manager accepts no statements. */
  close(): void;
  /** Returns it to the pool; a `broken` one is discarded. */
  release(broken: boolean): Promise<void>;
}

export type Connect = () => Promise<Connection>;

/**
 * Without a listener, a checked-out connection that breaks would crash the process; its next query reports
 * the error.
 */
const reportedByQueries = (): void => undefined;
const hear = (client: ClientBase): void => void client.on('error', reportedByQueries);

export function connectionsOf(pool: Pool): Connect {
  return async () => {
    const client = await acquire(pool);
    const release = (broken: boolean): void => {
      client.off('error', reportedByQueries);
      client.release(broken);
    };
    const close = (): void => undefined;
    return { client, manager: undefined, close, release: (broken) => Promise.resolve(release(broken)) };
  };
}

/**
 * Uses a callback, because a promise resolves too late: an error in the same packet as "ready" would find no
 * listener.
 */
function acquire(pool: Pool): Promise<PoolClient> {
  const { promise, resolve, reject } = Promise.withResolvers<PoolClient>();
  pool.connect((error, client) => {
    if (client === undefined) return reject(error ?? new Error('the pool returned no connection'));
    client.on('error', reportedByQueries);
    resolve(client);
  });
  return promise;
}

/** The pool that TypeORM itself uses. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { readonly master: Pool }).master;
}

/**
 * Connections with an entity manager. TypeORM would send BEGIN and COMMIT as separate round trips; here they
 * are sent with the claim and the response, so TypeORM only learns that a transaction is open: its own
 * `transaction()` then nests by savepoints.
 */
export function typeOrmConnections(dataSource: DataSource): Connect {
  const pool = poolOf(dataSource);
  if (!pool.listeners('connect').includes(hear)) pool.on('connect', hear);
  return async () => {
    const runner = dataSource.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    return {
      client,
      manager: runner.manager,
      close: () => void Object.assign(runner, { isReleased: true }),
      release: async (broken) => {
        Object.assign(runner, { isTransactionActive: false, transactionDepth: 0, isReleased: false });
        // TypeORM may have released a connection that it saw break, and keeps track: releasing the client
        // twice would throw.
        await (runner as unknown as PostgresRunner).releasePostgresConnection(
          broken ? new Error('the connection is broken') : undefined,
        );
      },
    };
  };
}

/** A member of TypeORM's runner that its interface lacks: `release()` cannot report a broken connection. */
interface PostgresRunner {
  releasePostgresConnection(error?: Error): Promise<void>;
}
