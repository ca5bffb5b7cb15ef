import { FaultLab } from '@holdfast/fault-proxy';
import { type Message } from '@holdfast/lab-api';
import { eventually, type TestDatabase, testDatabase } from '@holdfast/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { edgeTo, messagesOf, said, through } from './edge.ts';

let database: TestDatabase;
let lab: FaultLab;
let url: string;
let direct: pg.Client;
let client: pg.Client;
let messages: Message[];

beforeAll(async () => {
  database = await testDatabase();
  const address = new URL(database.url);
  const edge = await edgeTo('postgres', 'postgres', address);
  lab = new FaultLab({ edges: [edge] });
  await lab.start();
  url = through(edge, address);
  direct = new pg.Client(database.url);
  await direct.connect();
  await direct.query('CREATE TABLE orders (id int PRIMARY KEY, note bytea)');
});

beforeEach(async () => {
  await direct.query('DELETE FROM orders');
  client = new pg.Client(url);
  // A reset that comes between two queries.
  client.on('error', () => undefined);
  await client.connect();
  messages = messagesOf(lab);
});

afterEach(async () => {
  await client.end();
  await lab.heal();
});

afterAll(async () => {
  await direct.end();
  await lab.stop();
  await database.drop();
});

const orders = async (): Promise<number> => (await direct.query('SELECT id FROM orders')).rowCount ?? 0;

async function order(id: number): Promise<void> {
  await client.query('BEGIN');
  await client.query({ name: 'place', text: 'INSERT INTO orders (id) VALUES ($1)', values: [id] });
  await client.query('COMMIT');
}

describe('an edge to Postgres', () => {
  it('labels a transaction, with statements prepared once', async () => {
    await order(1);
    await order(2);
    const once = ['> insert orders', '< insert orders', '> COMMIT', '< COMMIT'];
    expect(said(messages)).toEqual([...once, ...once]);
    expect(messages[0]).toMatchObject({ label: 'BEGIN', sender: 'service', receiver: 'postgres' });
  });

  it('forwards statements and responses of many megabytes unchanged', async () => {
    const note = Buffer.alloc(20 * 1_024 * 1_024, 'abcdefg');
    await client.query('INSERT INTO orders VALUES (1, $1)', [note]);
    const { rows } = await client.query<{ note: Buffer }>('SELECT note FROM orders');
    expect(rows[0]?.note.equals(note)).toBe(true);
    await client.query('SELECT id FROM orders');
    expect(said(messages)).toEqual([
      ...['> unlabeled', '< insert orders', '> select orders', '< unlabeled'],
      ...['> select orders', '< select orders'],
    ]);
  });

  it.each([
    ['request', 'before Postgres sees it', 0],
    ['response', 'when Postgres has done it', 1],
  ] as const)('strikes the %s of a COMMIT: %s', async (direction, _when, committed) => {
    lab.arm({ edge: 'service->postgres', direction, label: 'COMMIT', action: { kind: 'reset' } });
    await expect(order(1)).rejects.toThrow();
    await eventually(async () => expect(await backends()).toBe(0));
    expect(await orders()).toBe(committed);
  });

  it('closes the server connection of a dead client, which frees its locks', async () => {
    await client.query('BEGIN');
    await client.query('INSERT INTO orders VALUES (1)');
    destroy(client);
    await eventually(async () => expect(await backends()).toBe(0));
  });

  it('keeps a dead client with its locks while it is half open', async () => {
    await lab.setFault('service->postgres', { kind: 'half_open' });
    await client.query('BEGIN');
    await client.query('INSERT INTO orders VALUES (1)');
    destroy(client);
    await eventually(() => expect(lab.faults()[0]?.struck).toBe(1));
    expect(await backends()).toBe(1);
    await direct.query("SET lock_timeout = '50ms'");
    await expect(direct.query('INSERT INTO orders VALUES (1)')).rejects.toMatchObject({ code: '55P03' });
    await lab.heal();
    await eventually(() => direct.query('INSERT INTO orders VALUES (1)'));
  });

  it('holds a statement until it is released', async () => {
    const { strikeId } = lab.arm({
      edge: 'service->postgres',
      direction: 'request',
      label: 'insert orders',
      action: { kind: 'hold' },
    });
    const answer = client.query('INSERT INTO orders VALUES (1)');
    await eventually(() => expect(lab.strike(strikeId).state).toBe('held'));
    expect(await orders()).toBe(0);
    lab.release(strikeId, 'forward');
    expect((await answer).rowCount).toBe(1);
  });

  it('refuses a fault for other protocols', async () => {
    await expect(lab.setFault('service->postgres', { kind: 'status', status: 503 })).rejects.toThrow(
      'status needs an HTTP or SMTP edge; service->postgres uses postgres.',
    );
  });

  it('labels the errors of a refused and of a terminated connection', async () => {
    const stranger = new pg.Client(url.replace(/postgres@/, 'stranger@'));
    await expect(stranger.connect()).rejects.toThrow(/stranger/);
    await direct.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    );
    await expect(client.query('SELECT id FROM orders')).rejects.toThrow();
  });
});

/** The number of sessions of this database besides our own. */
async function backends(): Promise<number> {
  const { rows } = await direct.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  return rows[0]?.count ?? NaN;
}

/** Closes a connection like SIGKILL. */
function destroy(dying: pg.Client): void {
  (dying as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
