import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { newId } from '@holdfast/contracts';
import {
  eventually,
  type ServiceProcess,
  startService,
  temporaryFolder,
  testDatabase,
  type TestDatabase,
  testRedis,
} from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { paymentsDataSource } from '../src/database/payments.data-source.ts';
import { patientSettings, send } from './payments-fixture.ts';

describe('payments killed (SIGKILL) during scheduled repairs', () => {
  const folder = temporaryFolder();
  let own: TestDatabase;
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let database: DataSource;
  let simulator: ServiceProcess;

  beforeAll(async () => {
    [own, redis] = await Promise.all([testDatabase(), testRedis()]);
    // Without time limits: it locks a row for as long as a service takes to start.
    database = await new DataSource({ ...paymentsDataSource(own.url), extra: {} }).initialize();
    await database.runMigrations();
    simulator = await startService({
      program: 'harness/stripe-simulator/dist/main.js',
      env: {
        DATABASE_FILE: path.join(folder, 'ledger.sqlite'),
        STRIPE_SECRET_KEY: 'sk_test_of_these_tests_alone',
      },
    });
  });

  afterAll(async () => {
    await simulator.stop();
    await database.destroy();
    await own.drop();
    await redis.drop();
    rmSync(folder, { recursive: true });
  });

  const start = (intervalMs: number): Promise<ServiceProcess> =>
    startService({
      program: 'apps/payments/dist/main.js',
      env: {
        LOG_LEVEL: 'warn',
        DATABASE_URL: own.url,
        QUEUE_URL: redis.url,
        API_KEYS: 'checkout:s3cret-of-these-tests-alone',
        STRIPE_SECRET_KEY: 'sk_test_of_these_tests_alone',
        STRIPE_API_URL: simulator.url,
        STRIPE_WEBHOOK_SECRET: 'whsec_of_these_tests_alone',
        ...patientSettings,
        RECONCILE_INTERVAL_MS: `${intervalMs}`,
        RECONCILE_MIN_AGE_MS: '0',
      },
    });

  async function pay(service: ServiceProcess): Promise<void> {
    const body = {
      orderId: newId('ord'),
      amount: { amountMinor: 4200, currency: 'usd' },
      paymentMethod: 'pm_card_visa',
    };
    const { status } = await send(`${service.url}/payments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer s3cret-of-these-tests-alone',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    expect(status).toBe(201);
  }

  const statuses = async (): Promise<string[]> => {
    const rows: { status: string }[] = await database.query('select status from payment order by created_at');
    return rows.map(({ status }) => status);
  };

  it('does nothing twice, and the next run does the rest', async () => {
    const first = await start(0);
    for (let n = 0; n < 4; n += 1) await pay(first);
    await first.stop();
    await database.query(
      `update payment set status = 'pending', provider_payment_id = null, settled_at = null`,
    );
    await database.query('truncate outbox, idempotency_key');
    // Stripe lists the newest first: the run settles the last two, and then waits for the row that this
    // transaction has locked.
    const holder = database.createQueryRunner();
    await holder.startTransaction();
    await holder.query('select from payment order by created_at offset 1 limit 1 for update');
    const victim = await start(1_000);
    await eventually(async () =>
      expect(await statuses()).toEqual(['pending', 'pending', 'succeeded', 'succeeded']),
    );
    await victim.kill();
    await holder.rollbackTransaction();
    await holder.release();
    await database.query(`update reconciliation set lease_until = clock_timestamp() - interval '1 second'`);
    const [one, other] = await Promise.all([start(1_000), start(1_000)]);
    await eventually(async () => {
      const rows = await database.query<unknown[]>(
        'select from reconciliation where completed_at is not null',
      );
      expect(rows).toHaveLength(1);
    });
    expect(await statuses()).toEqual(Array.from({ length: 4 }, () => 'succeeded'));
    const published: { payment_id: string }[] = await database.query(
      `select payload ->> 'paymentId' as payment_id from outbox where name = 'payment-settled'`,
    );
    expect(published).toHaveLength(4);
    expect(new Set(published.map(({ payment_id: id }) => id)).size).toBe(4);
    const { charges } = (await send(`${simulator.url}/_simulator/charges`)).body;
    expect(charges).toHaveLength(4);
    await Promise.all([one.stop(), other.stop()]);
  });
});
