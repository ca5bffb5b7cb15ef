import { randomUUID } from 'node:crypto';
import {
  type Difference,
  disputeChanged,
  type DisputeChanged,
  newId,
  type OrderHistory,
  OrderTokens,
  orderTokenSecrets,
  type OrderView,
  type PlacedOrder,
  paymentSettled,
  type PaymentSettled,
  type PlaceOrder,
  queues,
  type Reconciliation,
  type RefundOrder,
  refundSettled,
  type RefundSettled,
} from '@holdfast/contracts';
import { type Envelope, openQueue } from '@holdfast/messaging';
import {
  DocumentedAnswers,
  eventually,
  type ServiceProcess,
  startService,
  pretendStarted,
  testDatabase,
  testRedis,
} from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { attemptLimitSettings } from '../src/limit-attempts/limit-attempts.settings.ts';
import { checkoutDataSource } from '../src/database/checkout.data-source.ts';
import { FakePayments } from './fake-payments.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export const aKey = (): string => randomUUID();

export const tokenSecrets = '2026-01-01T00:00:00Z=5f8a1c3e9b7d2046f1e8a3c5d7b90246';
const tokens = new OrderTokens(orderTokenSecrets.parse(tokenSecrets));

/** Headers of the customer who placed the order. */
export const asCustomerOf = (orderId: string): Record<string, string> => ({
  authorization: `Bearer ${tokens.of(orderId)}`,
});
export const asOperator = { authorization: 'Bearer 0perator-of-these-tests-alone' };

async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Reply['body'],
  };
}

/** All tests share one address and one customer. Limits have their own spec. */
const withoutLimits = Object.fromEntries(Object.keys(attemptLimitSettings).map((name) => [name, '1000000']));

/**
 * A migrated database, a queue, a fake payments service and two instances of checkout, started with
 * `settings`.
 */
export async function checkoutFixture(settings: Readonly<Record<string, string>> = {}) {
  const [own, redis] = await Promise.all([testDatabase(), testRedis()]);
  await pretendStarted(own.directUrl, '1 day');
  // The fixture's connection has no time limits; those of the service do.
  const database = await new DataSource({ ...checkoutDataSource(own.url), extra: {} }).initialize();
  await database.runMigrations();
  const payments = new FakePayments();
  const env = {
    LOG_LEVEL: 'warn',
    DATABASE_URL: own.url,
    QUEUE_URL: redis.url,
    API_KEYS: 'operator:0perator-of-these-tests-alone:read+refund+reconcile',
    PAYMENTS_URL: await payments.start(),
    ORDER_TOKEN_SECRETS: tokenSecrets,
    PAYMENTS_API_KEY: 's3cret-of-these-tests-alone',
    PAYMENTS_ATTEMPT_TIMEOUT_MS: '8000',
    PAYMENTS_DEADLINE_MS: '9000',
    RECOMMENDATIONS_URL: 'http://127.0.0.1:1',
    RECOMMENDATIONS_API_KEY: 's3cret-of-these-tests-alone',
    RECONCILE_INTERVAL_MS: '0',
    // Each commit must wake the relay: polling would hide that one does not.
    RELAY_POLL_MS: '600000',
    ...withoutLimits,
    ...settings,
  };
  const answers = new DocumentedAnswers('checkout');
  const start = async (changed: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> => {
    const own = { ...env, ...changed };
    const service = await startService({ program: 'apps/checkout/dist/main.js', env: own });
    answers.from(service.url);
    return service;
  };
  const copies: [ServiceProcess, ServiceProcess] = [await start(), await start()];
  const queue = openQueue(queues.checkout, redis.url) as Queue;
  const mails = openQueue(queues.email, redis.url) as Queue<Envelope>;

  /** Publishes a message as payments does and waits until it was handled. */
  async function deliver(name: string, payload: object): Promise<void> {
    const jobId = aKey();
    const options = { jobId, attempts: 20, backoff: 100 };
    await queue.add(name, { messageId: jobId, traceparent: null, payload }, options);
    await eventually(async () => {
      const state = await (await queue.getJob(jobId))?.getState();
      if (state !== 'completed') throw new Error(`the event is ${state}`);
    });
  }

  /** Sends one checkout with a new key. */
  const checkOut = (
    paymentMethod: string,
    { copy = 0, key = aKey(), waitsMs = 30_000 }: { copy?: 0 | 1; key?: string; waitsMs?: number } = {},
  ): Promise<Reply> => {
    const order: PlaceOrder = {
      customer: { email: 'ada@example.com', name: 'Ada' },
      lines: [{ productId: 'prod_tea', quantity: 2 }],
      paymentMethod,
    };
    return send(`${copies[copy].url}/checkouts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        'x-request-timeout-ms': String(waitsMs),
      },
      body: JSON.stringify(order),
    });
  };

  return {
    checkOut,
    database,
    databaseUrl: own.url,
    payments,
    portOf: (copy: 0 | 1): number => copies[copy].port,

    /** Kills the instance (SIGKILL) and starts a new one with `changed` settings. */
    async crash(copy: 0 | 1, changed: Readonly<Record<string, string>> = {}): Promise<void> {
      await copies[copy].kill();
      copies[copy] = await start(changed);
    },

    get: (path: string, { copy = 0, ...init }: RequestInit & { copy?: 0 | 1 } = {}): Promise<Reply> =>
      send(`${copies[copy].url}${path}`, init),

    /** Places an order, waiting for a breaker that an earlier test opened. */
    async place(paymentMethod = 'pm_card_visa'): Promise<PlacedOrder> {
      return eventually(
        async () => {
          const { status, body } = await checkOut(paymentMethod);
          if (paymentMethod === 'pm_card_visa' && status !== 201)
            throw new Error(`the order was answered ${status}`);
          return body as unknown as PlacedOrder;
        },
        { timeoutMs: 30_000 },
      );
    },

    refundPart: (
      orderId: string,
      part: RefundOrder,
      { key = aKey(), copy = 0 }: { key?: string; copy?: 0 | 1 } = {},
    ): Promise<Reply> =>
      send(`${copies[copy].url}/orders/${orderId}/refunds`, {
        method: 'POST',
        headers: { ...asOperator, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(part),
      }),

    refund: (
      orderId: string,
      key: string,
      {
        copy = 0,
        headers = {},
        body,
      }: { copy?: 0 | 1; headers?: Record<string, string>; body?: string } = {},
    ): Promise<Reply> =>
      send(`${copies[copy].url}/orders/${orderId}/refunds`, {
        method: 'POST',
        headers: { ...asCustomerOf(orderId), ...(key === '' ? {} : { 'idempotency-key': key }), ...headers },
        ...(body === undefined ? {} : { body }),
      }),

    show: async (orderId: string): Promise<OrderView> =>
      (await send(`${copies[1].url}/orders/${orderId}`, { headers: asCustomerOf(orderId) }))
        .body as unknown as OrderView,

    /** History entries after `order_paid`. */
    async historySincePaid(orderId: string): Promise<string[]> {
      const { body } = await send(`${copies[1].url}/orders/${orderId}/history`, {
        headers: asCustomerOf(orderId),
      });
      const { events } = body as unknown as OrderHistory;
      const paid = events.findIndex(({ type }) => type === 'order_paid');
      return events.slice(paid + 1).map(({ type, text }) => `${type}: ${text}`);
    },

    /** Names of the email jobs of an order, oldest first, once its outbox is empty. */
    async emailsAbout({ orderId }: Pick<OrderView, 'orderId'>): Promise<string[]> {
      const waiting = `select from outbox where published_at is null and payload->>'orderId' = $1`;
      await eventually(async () => {
        const rows = await database.query<unknown[]>(waiting, [orderId]);
        if (rows.length > 0) throw new Error(`${rows.length} messages about ${orderId} are not published`);
      });
      const jobs = await mails.getJobs(['waiting', 'completed'], 0, -1, true);
      return jobs
        .filter(({ data }) => (data.payload as { orderId?: unknown }).orderId === orderId)
        .map(({ name }) => name);
    },

    /** Jobs of any queue that contain this text. */
    async jobsWith(text: string): Promise<string[]> {
      const jobs = await Promise.all([queue, mails].map((each) => each.getJobs()));
      return jobs
        .flat()
        .map((job) => JSON.stringify(job.asJSON()))
        .filter((job) => job.includes(text));
    },

    /** Recent logs of both instances. */
    logs: (): string => copies.map((copy) => copy.logs()).join('\n'),

    /** Delivers a `refund-settled` event and waits until it was handled. */
    deliverRefund: (
      { orderId, paymentId }: OrderView,
      event: Pick<RefundSettled, 'reference' | 'status'> & Partial<RefundSettled>,
    ): Promise<void> =>
      deliver(refundSettled.name, { version: 1, orderId, paymentId, refundId: newId('re'), ...event }),

    /** Delivers a `dispute-changed` event and waits until it was handled. */
    deliverDispute: (
      { orderId, paymentId }: Pick<OrderView, 'orderId' | 'paymentId'>,
      event: Pick<DisputeChanged, 'status' | 'revision'> & Partial<DisputeChanged>,
    ): Promise<void> =>
      deliver(disputeChanged.name, {
        version: 1,
        orderId,
        paymentId,
        disputeId: `dp_${orderId}`,
        amount: { amountMinor: 4200, currency: 'usd' },
        evidenceDueBy: null,
        isFailedDebit: false,
        ...event,
      }),

    /** Delivers a `payment-settled` event and waits until it was handled. */
    deliverPayment: (
      event: Pick<PaymentSettled, 'orderId' | 'status'> &
        Partial<Pick<PaymentSettled, 'paymentId' | 'declineCode'>>,
    ): Promise<void> =>
      deliver(paymentSettled.name, { version: 1, paymentId: newId('pay'), declineCode: null, ...event }),

    /** All history entries of an order. */
    async history(orderId: string): Promise<string[]> {
      const { body } = await send(`${copies[1].url}/orders/${orderId}/history`, {
        headers: asCustomerOf(orderId),
      });
      return (body as unknown as OrderHistory).events.map(({ type, text }) => `${type}: ${text}`);
    },

    /** Reconciles the last day, page by page. */
    async reconcile(repair = false, copy: 0 | 1 = 0): Promise<Difference[]> {
      const period = {
        since: new Date(Date.now() - 24 * 3_600_000).toISOString(),
        until: new Date(Date.now() + 60_000).toISOString(),
      };
      const pages: Reconciliation[] = [];
      for (let after: string | null | undefined; after !== null; after = pages.at(-1)?.next) {
        const { status, text, body } = await send(`${copies[copy].url}/reconciliations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...asOperator },
          body: JSON.stringify({ ...period, repair, ...(after === undefined ? {} : { after }) }),
        });
        if (status !== 200) throw new Error(`the reconciliation was answered ${status}: ${text}`);
        pages.push(body as unknown as Reconciliation);
      }
      return pages.flatMap(({ differences }) => differences);
    },

    async close(): Promise<void> {
      payments.release();
      await Promise.all(copies.map((copy) => copy.stop()));
      await payments.stop();
      await Promise.all([queue.close(), mails.close()]);
      await database.destroy();
      await own.drop();
      await redis.drop();
      answers.verify();
    },
  };
}

export type CheckoutFixture = Awaited<ReturnType<typeof checkoutFixture>>;
