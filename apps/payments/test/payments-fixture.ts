import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import {
  type Money,
  newId,
  type PaymentView,
  type Reconciliation,
  type RefundSettled,
  sumTallies,
} from '@holdfast/contracts';
import { bootService } from '@holdfast/service-defaults';
import {
  DocumentedAnswers,
  eventually,
  pretendStarted,
  startService,
  temporaryFolder,
  testDatabase,
  testRedis,
} from '@holdfast/testing';
import { type Logger, pino } from 'pino';
import Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { paymentsDataSource } from '../src/database/payments.data-source.ts';
import { readPaymentsConfig } from '../src/payments.config.ts';
import { PaymentsModule } from '../src/payments.module.ts';
import { openApi } from '../src/payments.openapi.ts';
import { StripeEdge } from './stripe-edge.ts';

const stripeKey = 'sk_test_of_these_tests_alone';
const webhookSecret = 'whsec_of_these_tests_alone';
const logger: Logger = pino({ level: 'silent' });

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface LedgerRefund {
  readonly refundId: string;
  readonly amountMinor: number;
  readonly status: string;
}

export interface LedgerCharge {
  readonly paymentIntentId: string;
  readonly amountMinor: number;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export const usd = (amountMinor: number): Money => ({ amountMinor, currency: 'usd' });
export const aKey = (): string => randomUUID();

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, body };
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    authorization: 'Bearer s3cret-of-these-tests-alone',
    ...headers,
  },
  body: JSON.stringify(body),
});

/** For specs that are not about a slow Stripe: a pause of the machine does not count as one. */
export const patientSettings = {
  STRIPE_TIMEOUT_MS: '10000',
  STRIPE_DEADLINE_MS: '20000',
  KEY_LEASE_MS: '61000',
};

/**
 * A migrated database, a simulated Stripe, two instances of the service with long timeouts and one with
 * short ones. All use the queue server at `queueUrlOf`.
 */
export async function paymentsFixture(
  queueUrlOf: (url: string) => string | Promise<string> = (url) => url,
  more: Readonly<Record<string, string>> = {},
) {
  const [own, redis] = await Promise.all([testDatabase(), testRedis()]);
  await pretendStarted(own.directUrl, '1 day');
  // This connection has no time limits; those of the service do.
  const database = await new DataSource({ ...paymentsDataSource(own.url), extra: {} }).initialize();
  await database.runMigrations();
  const folder = temporaryFolder();
  const simulator = await startService({
    program: 'harness/stripe-simulator/dist/main.js',
    env: { DATABASE_FILE: path.join(folder, 'ledger.sqlite'), STRIPE_SECRET_KEY: stripeKey },
  });
  const edge = new StripeEdge(simulator.url);
  const settings = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    // The tests share a process with the instances, and may delay its event loop themselves.
    MAX_EVENT_LOOP_DELAY_MS: '60000',
    DATABASE_CONNECTION_TIMEOUT_MS: '10000',
    DATABASE_URL: own.url,
    QUEUE_URL: await queueUrlOf(redis.url),
    API_KEYS:
      'checkout:s3cret-of-these-tests-alone:charge+refund+ledger+reconcile,operator:0perator-of-these-tests-alone:refund+read',
    STRIPE_SECRET_KEY: stripeKey,
    STRIPE_API_URL: await edge.start(),
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    ...patientSettings,
    // Each commit must wake the relay: polling would hide that one does not.
    RELAY_POLL_MS: '600000',
    RECONCILE_INTERVAL_MS: '0',
    STRIPE_CHECK_INTERVAL_MS: '0',
    ...more,
  };
  const boot = (own: Readonly<Record<string, string>> = {}) => {
    const config = readPaymentsConfig({ ...settings, ...own });
    const module = () => PaymentsModule.register(config, logger);
    return bootService({ name: 'payments', config, openApi, module });
  };
  const copies = [
    await boot(),
    await boot(),
    await boot({ STRIPE_TIMEOUT_MS: '500', STRIPE_DEADLINE_MS: '2000' }),
  ] as const;
  const answers = new DocumentedAnswers('payments');
  const urls = await Promise.all(copies.map(async (copy) => answers.from(await copy.getUrl())));
  const faults = `${simulator.url}/_simulator/faults`;

  /** The messages of one kind about a payment, in order, once all are published. */
  const published = <T>(name: string, paymentId: string): Promise<T[]> =>
    eventually(async () => {
      const rows: { payload: T; published_at: Date | null }[] = await database.query(
        `select payload, published_at from outbox where name = $1 and payload ->> 'paymentId' = $2
         order by position`,
        [name, paymentId],
      );
      if (rows.some(({ published_at: at }) => at === null))
        throw new Error(`a ${name} waits to be published`);
      return rows.map(({ payload }) => payload);
    });

  return {
    database,
    databaseUrl: own.url,
    edge,
    /** Calls Stripe directly, as an operator in its dashboard would. */
    stripe: new Stripe(stripeKey, {
      protocol: 'http',
      host: '127.0.0.1',
      port: simulator.port,
      telemetry: false,
    }),

    /** Requests a charge from the first instance; a repetition is the same request. */
    charge(orderId = newId('ord'), paymentMethod = 'pm_card_visa'): Promise<Reply> {
      const asked = { orderId, amount: usd(4200), paymentMethod };
      return send(`${urls[0]}/payments`, post(asked, { 'idempotency-key': orderId }));
    },

    /** Requests a charge whose bank asks the customer; a repetition is the same request. */
    chargeWithBank(orderId = newId('ord'), copy: 0 | 1 | 2 = 0, more: object = {}): Promise<Reply> {
      const asked = {
        orderId,
        amount: usd(4200),
        paymentMethod: 'pm_card_authenticationRequired',
        returnUrl: `https://shop.example/orders/${orderId}?from=bank`,
        ...more,
      };
      return send(`${urls[copy]}/payments`, post(asked, { 'idempotency-key': orderId }));
    },

    /** The customer's answer on the bank's page. */
    answerBank: (intentId: string, answer: 'confirm' | 'refuse'): Promise<Reply> =>
      send(`${simulator.url}/_simulator/challenges/${intentId}`, post({ answer })),

    /** Sends any caller's request to the first instance. */
    ask: (path: string, init: RequestInit): Promise<Reply> => send(`${urls[0]}${path}`, init),

    /** The number of charges that Stripe has made. */
    async chargesAtStripe(): Promise<number> {
      const { body } = await send(`${simulator.url}/_simulator/charges`);
      return (body['charges'] as unknown[]).length;
    },

    /** The number of refunds of a payment that payments has started. */
    async refundsOf(paymentId: string): Promise<number> {
      const [row] = await database.query('select count(*)::int as n from refund where payment_id = $1', [
        paymentId,
      ]);
      return (row as { n: number }).n;
    },

    /** A dependency's state, as reported by the first instance. */
    async standingWith(dependency: string): Promise<Record<string, unknown> | undefined> {
      const { body } = await send(`${urls[0]}/resilience`);
      const dependencies = body['dependencies'] as Record<string, unknown>[];
      return dependencies.find((each) => each['dependency'] === dependency);
    },

    async pay(amount: Money = usd(4200), paymentMethod = 'pm_card_visa'): Promise<PaymentView> {
      const asked = { orderId: newId('ord'), amount, paymentMethod };
      const { status, text, body } = await send(
        `${urls[0]}/payments`,
        post(asked, { 'idempotency-key': aKey() }),
      );
      if (status !== 201 && status !== 402) throw new Error(`the payment was answered ${status}: ${text}`);
      const { body: found } = await send(`${urls[0]}/payments?orderId=${asked.orderId}`, {
        headers: { authorization: 'Bearer s3cret-of-these-tests-alone' },
      });
      return { ...body, ...found } as unknown as PaymentView;
    },

    show: async (paymentId: string): Promise<PaymentView> =>
      (
        await send(`${urls[1]}/payments/${paymentId}`, {
          headers: { authorization: 'Bearer s3cret-of-these-tests-alone' },
        })
      ).body as unknown as PaymentView,

    refund: (
      paymentId: string,
      key: string,
      body: unknown = {},
      { copy = 0, headers = {} }: { copy?: 0 | 1 | 2; headers?: Record<string, string> } = {},
    ): Promise<Reply> =>
      send(`${urls[copy]}/payments/${paymentId}/refunds`, post(body, { 'idempotency-key': key, ...headers })),

    /** All charges that Stripe has ever made for an order. */
    async chargesMadeFor(orderId: string): Promise<LedgerCharge[]> {
      const { body } = await send(`${simulator.url}/_simulator/charges`);
      return (body['charges'] as LedgerCharge[]).filter(({ metadata }) => metadata['orderId'] === orderId);
    },

    /** All payment intents that Stripe has ever made for an order, charged or not. */
    async intentsFor(orderId: string): Promise<Stripe.PaymentIntent[]> {
      const { data } = await this.stripe.paymentIntents.list({ limit: 100 });
      return data.filter(({ metadata }) => metadata['orderId'] === orderId);
    },

    /** All refunds that Stripe has ever made of a payment. */
    async refundsAtStripe(payment: PaymentView): Promise<LedgerRefund[]> {
      const { body } = await send(`${simulator.url}/_simulator/charges`);
      const charges = body['charges'] as { chargeId: string; paymentIntentId: string }[];
      const charge = charges.find(({ paymentIntentId }) => paymentIntentId === payment.providerPaymentId);
      return (body['refunds'] as (LedgerRefund & { chargeId: string })[]).filter(
        ({ chargeId }) => chargeId === charge?.chargeId,
      );
    },

    /** Lets the bank settle a payment that it is transferring. */
    endAtBank: (intentId: string, as: 'succeeded' | 'failed'): Promise<Reply> =>
      send(`${simulator.url}/_simulator/payment_intents/${intentId}/settle`, post({ as })),

    fault: (fault: object): Promise<Reply> => send(faults, post({ route: 'POST /v1/refunds', ...fault })),
    clearFaults: (): Promise<Reply> => send(faults, { method: 'DELETE' }),

    /** Reads all pages of the last day. */
    async reconcile(repair = false, copy: 0 | 1 = 0): Promise<Omit<Reconciliation, 'next'>> {
      const period = {
        since: new Date(Date.now() - 24 * 3_600_000).toISOString(),
        until: new Date(Date.now() + 60_000).toISOString(),
      };
      const pages: Reconciliation[] = [];
      for (let after: string | null | undefined; after !== null; after = pages.at(-1)?.next) {
        const asked = { ...period, repair, ...(after === undefined ? {} : { after }) };
        const { status, text, body } = await send(`${urls[copy]}/reconciliations`, post(asked));
        if (status !== 200) throw new Error(`the reconciliation was answered ${status}: ${text}`);
        pages.push(body as unknown as Reconciliation);
      }
      return {
        checked: sumTallies(pages.flatMap(({ checked }) => checked)),
        tooRecent: pages.reduce((sum, { tooRecent }) => sum + tooRecent, 0),
        recent: pages.flatMap(({ recent }) => recent),
        differences: pages.flatMap(({ differences }) => differences),
      };
    },

    /** One page. */
    compare: (more: object): Promise<Reply> => {
      const [since, until] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
      return send(`${urls[0]}/reconciliations`, post({ since, until, ...more }));
    },

    ledger: (query: string): Promise<Reply> =>
      send(`${urls[0]}/ledger?${query}`, {
        headers: { authorization: 'Bearer s3cret-of-these-tests-alone' },
      }),

    published,

    /** The payment events that checkout received, in order. */
    async paymentEvents(paymentId: string): Promise<string[]> {
      const events = await published<{ status: string }>('payment-settled', paymentId);
      return events.map(({ status }) => status);
    },

    /** Delivers an event as Stripe does, by default about a refund. */
    async deliver(type: string, about: object, copy: 0 | 1 = 0, more: object = {}): Promise<number> {
      const object = { id: 're_3told', object: 'refund', ...about };
      const event = {
        id: `evt_${aKey()}`,
        ...{ object: 'event', api_version: Stripe.API_VERSION, livemode: false },
        ...{ created: Math.floor(Date.now() / 1_000), type, data: { object } },
        ...more,
      };
      const payload = JSON.stringify(event);
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
      const { status } = await fetch(`${urls[copy]}/webhooks/stripe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body: payload,
      });
      return status;
    },

    /** The refund events that checkout received, in order. */
    refundEvents: (paymentId: string): Promise<RefundSettled[]> => published('refund-settled', paymentId),

    async close(): Promise<void> {
      await Promise.all(copies.map((copy) => copy.close()));
      await edge.stop();
      await simulator.stop();
      await database.destroy();
      await own.drop();
      await redis.drop();
      rmSync(folder, { recursive: true });
      answers.verify();
    },
  };
}

export type PaymentsFixture = Awaited<ReturnType<typeof paymentsFixture>>;
