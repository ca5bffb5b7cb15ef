import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
import Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { paymentsDataSource } from '../src/database/payments.data-source.ts';
import { patientSettings, type Reply, send } from './payments-fixture.ts';
import { StripeEdge } from './stripe-edge.ts';

const stripeKey = 'sk_test_of_these_tests_alone';
const create = /^POST \/v1\/payment_intents$/;
const look = /^GET \/v1\/payment_intents\/\w+$/;
const cancel = /^POST \/v1\/payment_intents\/\w+\/cancel$/;

describe('payments killed (SIGKILL) while a bank asks the customer', () => {
  const folder = temporaryFolder();
  let own: TestDatabase;
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let database: DataSource;
  let simulator: ServiceProcess;
  let edge: StripeEdge;
  let stripe: Stripe;
  let edgeUrl: string;

  beforeAll(async () => {
    [own, redis] = await Promise.all([testDatabase(), testRedis()]);
    database = await new DataSource({ ...paymentsDataSource(own.url), extra: {} }).initialize();
    await database.runMigrations();
    simulator = await startService({
      program: 'harness/stripe-simulator/dist/main.js',
      env: { DATABASE_FILE: path.join(folder, 'ledger.sqlite'), STRIPE_SECRET_KEY: stripeKey },
    });
    edge = new StripeEdge(simulator.url);
    edgeUrl = await edge.start();
    stripe = new Stripe(stripeKey, { protocol: 'http', host: '127.0.0.1', port: simulator.port });
  });

  afterAll(async () => {
    await edge.stop();
    await simulator.stop();
    await database.destroy();
    await own.drop();
    await redis.drop();
    rmSync(folder, { recursive: true });
  });

  const start = (minutesToConfirm: number): Promise<ServiceProcess> =>
    startService({
      program: 'apps/payments/dist/main.js',
      env: {
        LOG_LEVEL: 'warn',
        DATABASE_URL: own.url,
        QUEUE_URL: redis.url,
        API_KEYS: 'checkout:s3cret-of-these-tests-alone',
        STRIPE_SECRET_KEY: stripeKey,
        STRIPE_API_URL: edgeUrl,
        STRIPE_WEBHOOK_SECRET: 'whsec_of_these_tests_alone',
        ...patientSettings,
        KEY_OWNER_RENEW_MS: '200',
        KEY_OWNER_LEASE_MS: '700',
        KEY_COMPLETE_INTERVAL_MS: '50',
        KEY_RECHECK_MS: '50',
        KEY_RECHECK_CAP_MS: '100',
        ACTION_TTL_MINUTES: String(minutesToConfirm),
        ACTION_RECHECK_MS: '500',
        RECONCILE_INTERVAL_MS: '0',
        STRIPE_CHECK_INTERVAL_MS: '0',
      },
    });

  const charge = (service: ServiceProcess, orderId: string): Promise<Reply> =>
    send(`${service.url}/payments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer s3cret-of-these-tests-alone',
        'idempotency-key': orderId,
      },
      body: JSON.stringify({
        orderId,
        amount: { amountMinor: 4200, currency: 'usd' },
        paymentMethod: 'pm_card_authenticationRequired',
        returnUrl: 'https://shop.example/',
      }),
    });

  /** Repeats a charge as a client does, until it is accepted, and waits for the end of the process. */
  const chargeUntilDead = async (
    victim: ServiceProcess,
    orderId: string,
    isDead: () => boolean,
  ): Promise<void> => {
    const answers: (number | string)[] = [];
    await eventually(
      async () => {
        if (!isDead() && answers.at(-1) !== 202)
          answers.push(await charge(victim, orderId).then(({ status }) => status, String));
        if (!isDead()) throw new Error(await whyAlive(victim, orderId, answers));
      },
      { timeoutMs: 30_000, intervalMs: 100 },
    );
  };

  const whyAlive = async (victim: ServiceProcess, orderId: string, answers: unknown): Promise<string> => {
    const keys: unknown = await database.query(
      'select state, recovery_point, reason, drive_at from idempotency_key where status is null',
    );
    const known = { answers, payment: await rowOf(orderId), keys };
    return `payments has not been killed: ${JSON.stringify(known)}\n${victim.logs()}`;
  };

  interface Row {
    readonly status: string;
    readonly provider_payment_id: string | null;
    readonly action_expires_at: Date | null;
  }

  const rowOf = async (orderId: string): Promise<Row | undefined> => {
    const rows: Row[] = await database.query('select * from payment where order_id = $1', [orderId]);
    return rows[0];
  };

  /** After which message the process dies, and the answer of the customer, if one comes after the crash. */
  it.each([
    ['the request of the charge', 'before', create, 'confirm', 'succeeded'],
    ['the response of the charge', 'after', create, 'confirm', 'succeeded'],
    ['the response of the charge', 'after', create, undefined, 'failed'],
    ['a look at the intent', 'before', look, 'refuse', 'failed'],
    ['the response to a look', 'after', look, 'confirm', 'succeeded'],
    ['the request of the cancel', 'before', cancel, undefined, 'failed'],
    ['the response of the cancel', 'after', cancel, undefined, 'failed'],
  ] as const)(
    'at %s (%s it passes) has one challenge and one end (%#)',
    async (_, when, message, answer, status) => {
      const orderId = newId('ord');
      const minutes = answer === undefined ? 0.05 : 5;
      const victim = await start(minutes);
      let isDead = false;
      edge[when](message, async () => {
        await victim.kill();
        isDead = true;
      });
      await chargeUntilDead(victim, orderId, () => isDead);
      const survivor = await start(minutes);
      await eventually(async () => expect((await rowOf(orderId))?.provider_payment_id).not.toBeNull(), {
        timeoutMs: 30_000,
      });
      const [before, intents] = [await rowOf(orderId), await stripe.paymentIntents.list({ limit: 100 })];
      const [intent, ...more] = intents.data.filter(({ metadata }) => metadata['orderId'] === orderId);
      expect([intent?.id, more]).toEqual([before?.provider_payment_id, []]);
      if (answer !== undefined)
        await send(`${simulator.url}/_simulator/challenges/${String(intent?.id)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ answer }),
        });
      await eventually(async () => expect(await rowOf(orderId)).toMatchObject({ status }), {
        timeoutMs: 30_000,
      });
      await eventually(async () =>
        expect((await charge(survivor, orderId)).status).toBe(status === 'succeeded' ? 201 : 402),
      );
      const published: unknown[] = await database.query(
        `select from outbox where name = 'payment-settled' and payload ->> 'orderId' = $1`,
        [orderId],
      );
      expect(published).toHaveLength(1);
      const end = await stripe.paymentIntents.retrieve(String(intent?.id));
      expect(end.status === 'succeeded').toBe(status === 'succeeded');
      await survivor.stop();
    },
  );

  it('keeps the page and the time to confirm', async () => {
    const orderId = newId('ord');
    const victim = await start(5);
    const { body } = await charge(victim, orderId);
    await victim.kill();
    const survivor = await start(10);
    await eventually(async () => {
      const again = await charge(survivor, orderId);
      expect(again).toMatchObject({ status: 202, body: { nextAction: body['nextAction'] } });
    });
    await survivor.stop();
  });
});
