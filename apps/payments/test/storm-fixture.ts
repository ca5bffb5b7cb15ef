import { rmSync } from 'node:fs';
import path from 'node:path';
import { newId } from '@holdfast/contracts';
import {
  DocumentedAnswers,
  eventually,
  type ServiceProcess,
  startService,
  TcpGate,
  temporaryFolder,
  testDatabase,
} from '@holdfast/testing';
import Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { paymentsDataSource } from '../src/database/payments.data-source.ts';
import { type Reply, send, usd } from './payments-fixture.ts';
import { StripeEdge } from './stripe-edge.ts';
import { type Delivery, webhookSecret } from './storm-deliveries.ts';
import { type Outcome, type StormOrder } from './storm-orders.ts';

const stripeKey = 'sk_test_of_these_tests_alone';

/**
 * Two instances of payments on one database, which can be disconnected; a Stripe that sends no webhooks on
 * its own; no queue server.
 */
export async function stormFixture() {
  const own = await testDatabase();
  const database = await new DataSource({ ...paymentsDataSource(own.url), extra: {} }).initialize();
  await database.runMigrations();
  const gate = new TcpGate(new URL(own.url));
  await gate.open();
  const folder = temporaryFolder();
  const simulator = await startService({
    program: 'harness/stripe-simulator/dist/main.js',
    env: {
      DATABASE_FILE: path.join(folder, 'ledger.sqlite'),
      STRIPE_SECRET_KEY: stripeKey,
      REFUND_SETTLES_AFTER_MS: '86400000',
    },
  });
  const edge = new StripeEdge(simulator.url);
  const env = {
    LOG_LEVEL: 'error',
    DATABASE_URL: gate.url,
    // Nothing is published, so the outbox shows every event.
    QUEUE_URL: 'redis://127.0.0.1:1',
    API_KEYS: 'checkout:s3cret-of-these-tests-alone',
    STRIPE_SECRET_KEY: stripeKey,
    STRIPE_API_URL: await edge.start(),
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_TIMEOUT_MS: '30000',
    STRIPE_DEADLINE_MS: '30000',
    KEY_LEASE_MS: '100000',
  };
  const start = (): Promise<ServiceProcess> => startService({ program: 'apps/payments/dist/main.js', env });
  const copies = [await start(), await start()] as const;
  const answers = new DocumentedAnswers('payments');
  for (const { url } of copies) answers.from(url);
  const stripe = new Stripe(stripeKey, {
    protocol: 'http',
    host: '127.0.0.1',
    port: simulator.port,
    telemetry: false,
  });

  /** Sends the same request until it is answered for good. */
  const ask = (copy: number, route: string, key: string, body: object): Promise<Reply> =>
    eventually(
      async () => {
        const reply = await send(`${copies[copy]!.url}${route}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: 'Bearer s3cret-of-these-tests-alone',
            'idempotency-key': key,
          },
          body: JSON.stringify(body),
        });
        const isFinal = [201, 402].includes(reply.status) || reply.body['code'] === 'refund_failed';
        if (!isFinal) throw new Error(reply.text);
        return reply;
      },
      { timeoutMs: 45_000 },
    );

  return {
    edge,
    gate,

    pay: ({ orderId, card }: StormOrder, copy: number): Promise<Reply> =>
      ask(copy, '/payments', orderId, { orderId, amount: usd(4_200), paymentMethod: card }),

    refund: (paymentId: string, amountMinor: number, copy: number): Promise<Reply> =>
      ask(copy, `/payments/${paymentId}/refunds`, newId('re'), { amount: usd(amountMinor) }),

    /** Lets every refund at Stripe that is still to end come to its end. */
    async endRefunds(): Promise<void> {
      const refunds = await stripe.refunds.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
      for (const { id } of refunds)
        await fetch(`${simulator.url}/_simulator/refunds/${id}/settle`, { method: 'POST' });
    },

    /** All events since one of them, oldest first. */
    async eventsSince(last: Stripe.Event | undefined): Promise<Stripe.Event[]> {
      if (last === undefined)
        return (await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 })).toReversed();
      // Read towards the newer ones, the SDK gives the oldest first.
      return stripe.events.list({ limit: 100, ending_before: last.id }).autoPagingToArray({ limit: 10_000 });
    },

    async deliver({ body, signature, copy }: Delivery): Promise<number> {
      const { status } = await fetch(`${copies[copy]!.url}/webhooks/stripe`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(signature === undefined ? {} : { 'stripe-signature': signature }),
        },
        body,
      });
      return status;
    },

    /** The state of an order in payments and the events for checkout, without what differs between runs. */
    async outcomeOf(orderId: string): Promise<Outcome> {
      const payments: { status: string; decline_code: string | null; reserved: number; refunded: number }[] =
        await database.query(
          `select status, decline_code, refund_reserved_minor as reserved, refunded_minor as refunded
           from payment where order_id = $1`,
          [orderId],
        );
      const refunds: { refund_id: string; status: string; amount: number; failure_code: string | null }[] =
        await database.query(
          `select refund_id, status, amount_minor as amount, failure_code from refund where order_id = $1 order by amount_minor`,
          [orderId],
        );
      const messages: { payload: { status: string; refundId?: string; declineCode?: string | null } }[] =
        await database.query(`select payload from outbox where payload ->> 'orderId' = $1`, [orderId]);
      const published = messages.map(({ payload: { status, refundId, declineCode } }) =>
        refundId === undefined
          ? `payment ${status} ${declineCode ?? ''}`.trim()
          : `refund of ${refunds.find((refund) => refund.refund_id === refundId)?.amount ?? '?'} ${status}`,
      );
      return {
        payments: payments.map(({ status, decline_code: code, reserved, refunded }) =>
          [status, code ?? 'charged', reserved, refunded].join(' '),
        ),
        refunds: refunds.map(({ amount, status, failure_code: code }) =>
          `${amount} ${status} ${code ?? ''}`.trim(),
        ),
        published: published.sort(),
      };
    },

    /** The charges of an order at Stripe, and their refunds. */
    async keptAtStripe(orderId: string): Promise<number[]> {
      const charges = await stripe.charges.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
      return charges
        .filter(({ metadata }) => metadata['orderId'] === orderId)
        .map(({ paid, amount, amount_refunded: refunded }) => (paid ? amount - refunded : 0));
    },

    async close(): Promise<void> {
      edge.releaseAnswers();
      await Promise.all(copies.map((copy) => copy.stop()));
      await edge.stop();
      await simulator.stop();
      await gate.shut();
      await database.destroy();
      await own.drop();
      rmSync(folder, { recursive: true });
      answers.verify();
    },
  };
}

export type StormFixture = Awaited<ReturnType<typeof stormFixture>>;
