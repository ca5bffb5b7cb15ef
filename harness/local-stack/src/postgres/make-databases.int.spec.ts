import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeDatabases, type OwnedDatabase } from '@holdfast/databases';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../process/free-port.ts';
import { type ManagedProcess } from '../process/managed-process.ts';
import { databaseUrl } from './databases.ts';
import { embeddedPostgresUrl, startPostgres } from './embedded-postgres.ts';

const insufficientPrivilege = '42501';

const owned = (name: string): OwnedDatabase => ({
  name,
  owner: { name: `${name}_owner` },
  user: { name },
  readers: [{ name: 'observer' }],
});

/** Everything in the schemas that still belongs to the superuser. */
const thingsOfTheSuperuser = `
  select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'ledger') and c.relowner = 'postgres'::regrole
  union all select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'ledger') and p.proowner = 'postgres'::regrole
  union all select t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where n.nspname in ('public', 'ledger') and t.typowner = 'postgres'::regrole
  union all select nspname from pg_namespace where nspname in ('public', 'ledger') and nspowner = 'postgres'::regrole`;

describe('makeDatabases', () => {
  let folder: string;
  let server: ManagedProcess;
  let superuser: string;
  const databases = [owned('checkout'), owned('payments')];

  const run = async (user: string, database: string, sql: string): Promise<unknown[]> => {
    const url = new URL(databaseUrl(superuser, database));
    url.username = user;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const refusal = (user: string, database: string, sql: string): Promise<unknown> =>
    run(user, database, sql).then(
      () => 'no refusal',
      (error: pg.DatabaseError) => error.code,
    );

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdfast-databases-'));
    chmodSync(folder, 0o755);
    const port = await freePort();
    server = await startPostgres({ dataDir: folder, port, isDurable: false });
    superuser = embeddedPostgresUrl(port);
    await makeDatabases(superuser, [...databases, { ...owned('other'), readers: [] }]);
    await run(
      'checkout_owner',
      'checkout',
      'create table orders (id integer generated always as identity, note text)',
    );
  });
  afterAll(async () => {
    await server.kill();
    rmSync(folder, { recursive: true });
  });

  it('lets a service read and write rows of tables that its owner creates later', async () => {
    await run(
      'checkout',
      'checkout',
      `insert into orders (note) values ('tea'); update orders set note = 'rope'`,
    );
    expect(await run('checkout', 'checkout', 'delete from orders returning id, note')).toEqual([
      { id: 1, note: 'rope' },
    ]);
  });

  it.each([
    'create table mine (id integer)',
    'create temporary table mine (id integer)',
    'create schema mine',
    `create function mine() returns integer language sql as 'select 1'`,
    'alter table orders add column more text',
    'create index on orders (note)',
    'create trigger mine before insert on orders execute function suppress_redundant_updates_trigger()',
    'drop table orders',
    'truncate orders',
    'alter database checkout set work_mem = 64',
    'create role friend',
    'set role checkout_owner',
    'set role postgres',
    'select rolpassword from pg_authid',
  ])('denies a service: %s', async (sql) => {
    expect(await refusal('checkout', 'checkout', sql)).toBe(insufficientPrivilege);
  });

  it.each([
    ['checkout', 'payments'],
    ['checkout', 'postgres'],
    ['checkout', 'template1'],
    ['checkout_owner', 'payments'],
    ['payments', 'checkout'],
    ['observer', 'postgres'],
    ['observer', 'other'],
  ])('keeps %s out of the database %s', async (user, database) => {
    expect(await refusal(user, database, 'select 1')).toBe(insufficientPrivilege);
  });

  it('lets a reader read tables and schemas that the owner creates later', async () => {
    await run(
      'payments_owner',
      'payments',
      'create schema ledger; create table ledger.entry as select 42 as amount; create table payment as select 7 as id',
    );
    expect(await run('observer', 'payments', 'select id, amount from payment, ledger.entry')).toEqual([
      { id: 7, amount: 42 },
    ]);
  });

  it.each([
    `insert into orders (note) values ('tea')`,
    `update orders set note = 'rope'`,
    'delete from orders',
    'select from orders for update',
    'truncate orders',
    'drop table orders',
    'create table mine (id integer)',
    'create temporary table mine (id integer)',
    'create schema mine',
    'set role checkout',
  ])('denies a reader: %s', async (sql) => {
    expect(await refusal('observer', 'checkout', sql)).toBe(insufficientPrivilege);
  });

  it('keeps rows when it runs again, or twice concurrently', async () => {
    await run('checkout', 'checkout', `insert into orders (note) values ('kept')`);
    await Promise.all([makeDatabases(superuser, databases), makeDatabases(superuser, databases)]);
    expect(await run('checkout', 'checkout', 'select note from orders')).toEqual([{ note: 'kept' }]);
  });

  it("transfers a superuser's earlier objects to the owner", async () => {
    await run('postgres', 'postgres', 'create database email');
    await run(
      'postgres',
      'email',
      `create table email (id integer generated always as identity primary key, at timestamptz);
       create table days (day date) partition by range (day);
       create table today partition of days default;
       create sequence numbers;
       create view sent as select * from email;
       create function one() returns integer language sql as 'select 1';
       create type kind as enum ('receipt', 'refusal');
       create domain address as text;
       create schema ledger;
       create table ledger.entry (id integer)`,
    );
    expect(await run('postgres', 'email', thingsOfTheSuperuser)).not.toEqual([]);

    await makeDatabases(superuser, [owned('email')]);

    expect(await run('postgres', 'email', thingsOfTheSuperuser)).toEqual([]);
    expect(await run('observer', 'email', 'select from sent, today, ledger.entry')).toEqual([]);
    expect(await run('email', 'email', `insert into email default values returning id`)).toEqual([{ id: 1 }]);
    await run(
      'email_owner',
      'email',
      'drop view sent; alter table email add column kind kind; drop schema ledger cascade',
    );
  });

  it('supports one user who is both service and owner', async () => {
    const name = 'queues';
    await makeDatabases(superuser, [
      { name, owner: { name }, user: { name }, readers: [{ name: 'observer' }] },
    ]);
    await run(name, name, 'create schema bullmq; create table bullmq.job (id integer)');
    expect(await run('observer', name, 'select id from bullmq.job')).toEqual([]);
    expect(await refusal('checkout', name, 'select 1')).toBe(insufficientPrivilege);
  });

  it('sets passwords, including those that need quoting', async () => {
    const stored = () =>
      run('postgres', 'postgres', `select rolpassword from pg_authid where rolname = 'email'`);
    expect(await stored()).toEqual([{ rolpassword: null }]);
    await makeDatabases(superuser, [
      { ...owned('email'), user: { name: 'email', password: `it's\\ "quoted"` } },
    ]);
    expect(await stored()).toEqual([{ rolpassword: expect.stringMatching(/^SCRAM-SHA-256\$/) }]);
  });
});
