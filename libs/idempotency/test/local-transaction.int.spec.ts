import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import { DataSource, EntitySchema } from 'typeorm';
import { type Execution, IdempotencyKeys, jsonResponse, type Transaction } from '../src/index.ts';
import { poolOf, typeOrmConnections } from '../src/store/connections.ts';
import { createIdempotencySchema } from '../src/schema.ts';
import { effectTable } from './ordering.fixture.ts';
import { codeOf, placing, requestOf } from './placing.fixture.ts';

const notes = new EntitySchema<{ id: number; text: string }>({
  name: 'note',
  columns: { id: { type: Number, primary: true, generated: true }, text: { type: String } },
  uniques: [{ name: 'one_of_each', columns: ['text'] }],
});

let database: TestDatabase;
let dataSource: DataSource;
let plainPool: Pool;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = new DataSource({ type: 'postgres', url: database.url, entities: [notes], synchronize: true });
  await dataSource.initialize();
  await dataSource.query(createIdempotencySchema);
  await dataSource.query(effectTable);
  plainPool = new Pool({ connectionString: database.url });
  plainPool.on('error', () => undefined);
});
afterAll(async () => {
  await plainPool.end();
  await dataSource.destroy();
  await database.drop();
});

/** Keys as in a service: over its own pool, or over TypeORM's. */
const setUps: Record<string, () => IdempotencyKeys> = {
  pg: () => new IdempotencyKeys(plainPool, { leaseMs: 60_000 }),
  TypeORM: () =>
    new IdempotencyKeys(poolOf(dataSource), { leaseMs: 60_000, connect: typeOrmConnections(dataSource) }),
};

const write = (text: string) => async (tx: Transaction) => {
  await tx.query('insert into note (text) values ($1)', [text]);
  return jsonResponse(201, { text });
};

const noted = async (text: string): Promise<number> =>
  (await plainPool.query('select from note where text = $1', [text])).rowCount ?? 0;

/** Ends the sessions with a transaction in this database only: other specs use the server too. */
const cutOff = (): Promise<unknown> =>
  plainPool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and state = 'idle in transaction'`,
  );

describe.each(Object.keys(setUps))('a local transaction over %s', (setUp) => {
  const keys = (): IdempotencyKeys => setUps[setUp]!();
  const transact = (
    key: string,
    work: (tx: Transaction) => Promise<ReturnType<typeof jsonResponse>>,
    own = keys(),
  ): Promise<Execution> => own.transact(requestOf(`${setUp} ${key}`), 'noting', work);
  const of = (text: string): string => `${text} over ${setUp}`;

  it('commits its writes together with its response, which is replayed from then on', async () => {
    const first = await transact('k', write(of('tea')));
    expect(first.isReplay).toBe(false);
    const again = await transact('k', () => Promise.reject(new Error('does not run')));
    expect([again.isReplay, again.response.status, again.response.body.toString()]).toEqual([
      true,
      201,
      first.response.body,
    ]);
    expect(await noted(of('tea'))).toBe(1);
  });

  it('rolls everything back if its work throws, and leaves the key free', async () => {
    const failing = transact('fails', async (tx) => {
      await write(of('undone'))(tx);
      throw new Error('sold out');
    });
    await expect(failing).rejects.toThrow('sold out');
    expect(await noted(of('undone'))).toBe(0);
    expect((await transact('fails', write(of('rope')))).isReplay).toBe(false);
  });

  it('rolls everything back if a statement fails, even if its work ignores the error', async () => {
    const swallowing = transact('swallows', async (tx) => {
      await write(of('swallowed'))(tx);
      await tx.query('select 1 / 0').catch(() => undefined);
      return jsonResponse(201, {});
    });
    await expect(swallowing).rejects.toThrow('current transaction is aborted');
    expect(await noted(of('swallowed'))).toBe(0);
    expect((await transact('swallows', write(of('after all')))).response.status).toBe(201);
  });

  it('runs one of 20 duplicates in 5 processes', async () => {
    const processes = Array.from({ length: 5 }, keys);
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        codeOf(transact('duplicates', write(of('once')), processes[n % 5])),
      ),
    );
    expect(await noted(of('once'))).toBe(1);
    expect(new Set(codes)).toEqual(new Set(['no problem', 'idempotency_in_flight']));
  });

  it('refuses a key that belongs to another request, or to a running operation', async () => {
    const other = requestOf(`${setUp} k`, '{}');
    expect(await codeOf(keys().transact(other, 'noting', write('never')))).toBe('idempotency_key_reused');
    const failing = placing('tea', { call: () => Promise.reject(new Error('no answer')) });
    const own = keys();
    expect(await codeOf(own.execute(requestOf(`${setUp} order`), failing, null))).toBe('Error: no answer');
    expect(await codeOf(transact('order', write('never')))).toBe('idempotency_in_flight');
    await own.lease.end();
  });

  it('survives the loss of its connection during its work: the request fails, the process keeps running', async () => {
    const losing = transact('lost', async (tx) => {
      await write(of('lost'))(tx);
      await cutOff();
      await eventually(async () => expect(await openTransactions()).toBe(0));
      return jsonResponse(201, {});
    });
    const error: unknown = await losing.catch((reason: unknown) => reason);
    expect(isPostgresUnavailable(error)).toBe(true);
    expect(await noted(of('lost'))).toBe(0);
    expect((await transact('lost', write(of('found')))).response.status).toBe(201);
  });

  it('does not hold its key forever if its process stalls: its session ends with the lease', async () => {
    const impatient = setUp === 'pg' ? plainPool : poolOf(dataSource);
    const connect = setUp === 'pg' ? {} : { connect: typeOrmConnections(dataSource) };
    const own = new IdempotencyKeys(impatient, { leaseMs: 100, ...connect });
    const slow = transact(
      'slow',
      async (tx) => {
        await write(of('too slow'))(tx);
        await eventually(async () => expect(await openTransactions()).toBe(0));
        return jsonResponse(201, {});
      },
      own,
    );
    const error: unknown = await slow.catch((reason: unknown) => reason);
    expect(isPostgresUnavailable(error)).toBe(true);
    expect((await transact('slow', write(of('in time')))).response.status).toBe(201);
  });

  const openTransactions = async (): Promise<number> =>
    (
      await plainPool.query(
        `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      )
    ).rowCount ?? 0;
});

describe('a local transaction over TypeORM', () => {
  const own = (): IdempotencyKeys => setUps['TypeORM']!();

  it('is the transaction of its entity manager; transactions within are savepoints', async () => {
    const { response } = await own().transact(requestOf('nested'), 'noting', async ({ manager }) => {
      await manager?.save(notes, { text: 'outer' });
      await manager
        ?.transaction(async (inner) => {
          await inner.save(notes, { text: 'inner, undone' });
          throw new Error('undo');
        })
        .catch(() => undefined);
      await manager?.transaction((inner) => inner.save(notes, { text: 'inner' }));
      return jsonResponse(201, { count: await manager?.count(notes) });
    });
    expect(response.status).toBe(201);
    expect(await Promise.all(['outer', 'inner', 'inner, undone'].map(noted))).toEqual([1, 1, 0]);
  });

  it('rolls back what its entity manager did', async () => {
    const failing = own().transact(requestOf('undone'), 'noting', async ({ manager }) => {
      await manager?.save(notes, { text: 'by the manager' });
      throw new Error('sold out');
    });
    await expect(failing).rejects.toThrow('sold out');
    expect(await noted('by the manager')).toBe(0);
  });

  it('returns every connection, even broken ones: many more requests follow than the pool has connections', async () => {
    const keys = own();
    for (let n = 0; n < 30; n += 1)
      await codeOf(
        keys.transact(requestOf(`broken ${n}`), 'noting', async (tx) => {
          await tx.query('select 1');
          await cutOff();
          return jsonResponse(201, {});
        }),
      );
    expect(poolOf(dataSource).waitingCount).toBe(0);
    const used = poolOf(dataSource).totalCount - poolOf(dataSource).idleCount;
    expect(used).toBe(0);
    const { connectedQueryRunners } = dataSource.driver as unknown as { connectedQueryRunners: unknown[] };
    expect(connectedQueryRunners).toHaveLength(0);
  });
});
