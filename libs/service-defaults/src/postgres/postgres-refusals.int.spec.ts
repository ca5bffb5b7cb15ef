import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import pg from 'pg';
import { isPostgresUnavailable } from './postgres.ts';

let folder: string;
let server: ManagedProcess;
let admin: pg.Client;

/** A separate server, because it requires a password from `shopkeeper`, unlike those that tests share. */
beforeAll(async () => {
  const port = await freePort();
  folder = temporaryFolder();
  server = await startPostgres({ dataDir: folder, port, isDurable: false });
  admin = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` });
  await admin.connect();
  const { rows } = await admin.query<{ file: string }>("select current_setting('hba_file') as file");
  const rules = String(rows[0]?.file);
  writeFileSync(rules, `host all shopkeeper all scram-sha-256\n${readFileSync(rules, 'utf8')}`);
  await admin.query('select pg_reload_conf()');
  await admin.query("create role shopkeeper login password 'right'");
  await admin.query('create database shop owner shopkeeper');
});
afterAll(async () => {
  await admin.end();
  await server.kill();
  rmSync(folder, { recursive: true });
});

/** The error that a client gets when it runs the statements and waits for the end of its session. */
async function failureOf(
  given: Partial<pg.ClientConfig>,
  ...statements: string[]
): Promise<pg.DatabaseError> {
  const { host, port } = admin;
  const client = new pg.Client({
    host,
    port,
    user: 'shopkeeper',
    password: 'right',
    database: 'shop',
    ...given,
  });
  const lost = new Promise<Error>((resolve) => client.once('error', resolve));
  try {
    await client.connect();
    for (const statement of statements) await client.query(statement);
    return (await lost) as pg.DatabaseError;
  } catch (error) {
    return error as pg.DatabaseError;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const closed = { user: 'postgres', database: 'closed' };

/**
 * Refusals by a server, permanent or temporary, each with the administrator's statement that causes it and
 * the one that reverts it.
 */
const refusals: [state: string, what: string, before: string, after: string, Parameters<typeof failureOf>][] =
  [
    ['28P01', 'a wrong password', '', '', [{ password: 'wrong' }]],
    [
      '28000',
      'a role that may not log in',
      'alter role shopkeeper nologin',
      'alter role shopkeeper login',
      [{}],
    ],
    ['3D000', 'a database that does not exist', '', '', [{ database: 'gone' }]],
    [
      '42501',
      'a role that may not connect',
      'create database closed; revoke connect on database closed from public',
      'drop database closed',
      [{ database: 'closed' }],
    ],
    [
      '55000',
      'a database that accepts no connections',
      'create database closed allow_connections false',
      'drop database closed',
      [closed],
    ],
    [
      '53300',
      'too many connections',
      'alter role shopkeeper connection limit 0',
      'alter role shopkeeper connection limit -1',
      [{}],
    ],
    [
      '57P01',
      'a session ended by an administrator',
      '',
      '',
      [{}, 'select pg_terminate_backend(pg_backend_pid())'],
    ],
    ['57P05', 'a session that was idle for too long', '', '', [{}, 'set idle_session_timeout = 1']],
    [
      '25P04',
      'a transaction that took too long',
      '',
      '',
      [{}, 'set transaction_timeout = 50', 'begin', 'select pg_sleep(9)'],
    ],
    [
      '25006',
      'a read-only server',
      '',
      '',
      [{}, 'set default_transaction_read_only = on', 'create table cup (size int)'],
    ],
  ];

it.each(refusals)(
  '%s, %s, means that the database is unavailable',
  async (state, _what, before, after, attempt) => {
    for (const statement of before.split(';')) await admin.query(statement);
    try {
      const error = await failureOf(...attempt);
      expect([error.code, isPostgresUnavailable(error)]).toEqual([state, true]);
    } finally {
      await admin.query(after);
    }
  },
);

it.each([
  ['42501', 'a right that the service lacks', 'select * from pg_authid'],
  ['42P01', 'a table that does not exist', 'select * from cups'],
])('%s, %s, is a bug', async (state, _what, statement) => {
  const error = await failureOf({}, statement);
  expect([error.code, isPostgresUnavailable(error)]).toEqual([state, false]);
});
