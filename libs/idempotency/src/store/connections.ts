import { type ClientBase, type Pool, type PoolClient } from 'pg';
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
  /** From now on the manager takes no statements. */
  close(): void;
  /** Gives it back; a `broken` one is thrown away. */
  release(broken: boolean): Promise<void>;
}

export type Connect = () => Promise<Connection>;

/** Without a listener, a connection that breaks while somebody holds it would take the whole process down. */
const queriesWillTell = (): void => undefined;
const hear = (client: ClientBase): void => void client.on('error', queriesWillTell);

export function connectionsOf(pool: Pool): Connect {
  return async () => {
    const client = await checkOut(pool);
    const release = (broken: boolean): void => {
      client.off('error', queriesWillTell);
      client.release(broken);
    };
    const close = (): void => undefined;
    return { client, manager: undefined, close, release: (broken) => Promise.resolve(release(broken)) };
  };
}

/** With a callback, because a promise tells too late: what comes with the same packet as "ready" would find no listener. */
function checkOut(pool: Pool): Promise<PoolClient> {
  const { promise, resolve, reject } = Promise.withResolvers<PoolClient>();
  pool.connect((error, client) => {
    if (client === undefined) return reject(error ?? new Error('the pool returned no connection'));
    client.on('error', queriesWillTell);
    resolve(client);
  });
  return promise;
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
        // TypeORM has given up a connection by itself that it saw break, and remembers it: releasing the client twice would throw.
        await (runner as unknown as PostgresRunner).releasePostgresConnection(
          broken ? new Error('the connection is broken') : undefined,
        );
      },
    };
  };
}

/** What TypeORM's runner has beside its interface: `release()` cannot say that the connection is broken. */
interface PostgresRunner {
  releasePostgresConnection(error?: Error): Promise<void>;
}
