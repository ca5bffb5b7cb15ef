import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundlePrograms, repositoryRoot } from '@holdfast/local-stack';
import { testDatabase } from '@holdfast/testing';
import pg from 'pg';

const program = 'apps/migrations/dist/main.js';
const services = ['checkout', 'payments', 'email', 'recommendations'] as const;
type Service = (typeof services)[number];

describe('the migrations of all services in one process', () => {
  let databases: Readonly<Record<Service, Awaited<ReturnType<typeof testDatabase>>>>;

  beforeAll(async () => {
    const created = await Promise.all(services.map(async (name) => [name, await testDatabase()] as const));
    databases = Object.fromEntries(created) as typeof databases;
  });
  afterAll(() => Promise.all(Object.values(databases).map((database) => database.drop())));

  function run(file: string, others: Partial<Record<Service, string>> = {}) {
    const urls = services.map((name) => [
      `${name.toUpperCase()}_MIGRATIONS_URL`,
      others[name] ?? databases[name].url,
    ]);
    const env = Object.fromEntries(urls) as Record<string, string>;
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { env, encoding: 'utf8' });
    return { status, lines: stdout.trim().split('\n').sort(), stderr };
  }

  async function tablesOf(name: Service): Promise<string[]> {
    const client = new pg.Client(databases[name].url);
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    await client.end();
    return rows.map((row) => row.name);
  }

  it('names the service that failed, and finishes the others', async () => {
    const missing = new URL(databases.payments.url);
    missing.pathname = '/no-such-database';
    const { status, lines, stderr } = run(path.join(repositoryRoot, program), { payments: missing.href });
    expect(status).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^checkout database: applied CreateOrders/),
      expect.stringMatching(/^email database: applied CreateEmailLedger/),
      expect.stringMatching(/^recommendations database: applied CreatePurchaseCounts/),
    ]);
    expect(stderr).toContain('payments database: ');
    expect(stderr).toContain('"no-such-database" does not exist');
    expect(stderr).toContain('the migrations of payments failed');
    expect(await tablesOf('payments')).toEqual([]);
  });

  it('gives each database its own tables, also from a bundle, and runs each migration once', async () => {
    const { [program]: bundle = '' } = await bundlePrograms([program]);
    const { status, lines, stderr } = run(bundle);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(lines).toEqual([
      'checkout database: up to date',
      'email database: up to date',
      expect.stringMatching(/^payments database: applied CreatePayments/),
      'recommendations database: up to date',
    ]);
    expect(await tablesOf('payments')).toEqual(expect.arrayContaining(['payment', 'migrations']));
    expect(await tablesOf('checkout')).not.toContain('payment');
  });
});
