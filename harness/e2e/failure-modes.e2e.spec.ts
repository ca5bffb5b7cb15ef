import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, asCustomerOf, type Reply, send, Shopper } from './shopper.ts';

/** The section about an edge in docs/reference/failure-modes.md. */
interface Row {
  readonly edge: string;
  readonly dependency: string;
  readonly state: string;
  readonly usersSee: string;
}

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/reference/failure-modes.md'), 'utf8');
/** The text after `- **name:**`, on one line. */
const fieldOf = (section: string, name: string): string => {
  const [, text = ''] =
    new RegExp(`\\n- \\*\\*${name}:\\*\\* ([\\s\\S]*?)(?=\\n- |\\n\\n|$)`).exec(section) ?? [];
  return text.replaceAll(/\s+/g, ' ').trim();
};

/** Connections of your own have another heading. */
const ofShop = page.split(/^## /m).find((part) => part.startsWith('Connections with a breaker\n')) ?? '';

const rows: Row[] = ofShop
  .split(/^### /m)
  .filter((section) => /^\w+ → /.test(section) && section.includes('**Dependency:**'))
  .map((section) => ({
    edge: section.split('\n')[0] ?? '',
    dependency: fieldOf(section, 'Dependency').replaceAll('`', ''),
    state: fieldOf(section, 'Breaker during a full outage'),
    usersSee: fieldOf(section, 'Users see'),
  }));

/** One edge: its server, a call to it, and a check of what users see. */
interface Outage {
  readonly service: 'checkout' | 'payments' | 'email';
  readonly server: string;
  /** Makes the service call its dependency. */
  readonly call: () => Promise<unknown>;
  /** Checks what users see; resolves to a check for after the server is back. */
  readonly check: () => Promise<() => Promise<void>>;
}

/** Longer than any breaker stays open: 60 s plus up to a fifth of jitter. */
const untilClosed = { timeoutMs: 80_000, intervalMs: 300 };
const untilOpen = { timeoutMs: 45_000, intervalMs: 200 };
const wholeTestMs = 300_000;

const suggestionsFor = (customer: string): string => `/recommendations?customerId=${customer}&limit=3`;

describe('docs/reference/failure-modes.md', () => {
  let stack: RunningStack;
  let shopper: Shopper;
  let paidBefore: string;

  beforeAll(async () => {
    stack = await startStack('redis');
    shopper = new Shopper(stack);
  });

  afterAll(() => stack.remove());

  const faults = (init: RequestInit): Promise<Reply> =>
    send(`${stack.addresses['stripe-simulator']}/_simulator/faults`, init);

  const order = (): Promise<Reply> => shopper.checkOut(aKey());

  const refund = (orderId: string): Promise<Reply> =>
    send(`${stack.addresses.checkout}/orders/${orderId}/refunds`, {
      method: 'POST',
      headers: { 'idempotency-key': aKey(), ...asCustomerOf(orderId, stack) },
    });

  const orderIs = async (orderId: unknown, status: string): Promise<void> =>
    void (await eventually(
      async () =>
        expect((await shopper.get(`/orders/${String(orderId)}`)).body).toMatchObject({
          status,
          notice: null,
        }),
      untilClosed,
    ));

  const isMailedOnce = async (orderId: unknown): Promise<void> =>
    void (await eventually(
      async () => expect(await shopper.mailsAbout(orderId)).toHaveLength(1),
      untilClosed,
    ));

  async function isPaidOnce(orderId: unknown): Promise<void> {
    await orderIs(orderId, 'paid');
    expect(await shopper.charges(orderId)).toMatchObject([{ status: 'succeeded', amountMinor: 4200 }]);
    await isMailedOnce(orderId);
  }

  /** Orders and refunds are accepted as pending and succeed once possible. */
  async function isTakenAsPending(): Promise<() => Promise<void>> {
    const { status, body } = await order();
    expect([status, body['status']]).toEqual([202, 'payment_pending']);
    expect(body['notice']).toMatch(/won't be charged twice/);
    expect(await refund(paidBefore)).toMatchObject({ status: 201, body: { status: 'pending' } });
    return async () => {
      await isPaidOnce(body['orderId']);
      await orderIs(paidBefore, 'refunded');
    };
  }

  /** An order is paid as usual; its email waits. */
  async function isPaidAndMailedLater(): Promise<() => Promise<void>> {
    const { status, body } = await order();
    expect([status, body['status'], body['notice']]).toEqual([201, 'paid', null]);
    return () => isPaidOnce(body['orderId']);
  }

  const outages: Readonly<Record<string, Outage>> = {
    'checkout → payments': {
      service: 'checkout',
      server: 'payments',
      call: order,
      check: isTakenAsPending,
    },
    'checkout → recommendations': {
      service: 'checkout',
      server: 'recommendations',
      call: () => shopper.get(suggestionsFor('grace@example.com')),
      check: async () => {
        const known = await shopper.get(suggestionsFor('ada@example.com'));
        expect(known).toMatchObject({ status: 200, body: { source: 'cache', stale: true } });
        expect(known.body['notice']).toMatch(/\d+ seconds? old\./);
        const stranger = await shopper.get(suggestionsFor('stranger@example.com'));
        expect(stranger).toMatchObject({ status: 200, body: { source: 'default' } });
        expect(stranger.body['notice']).toMatch(/most popular products/);
        const ended = await isPaidAndMailedLater();
        return async () => {
          const again = await shopper.get(suggestionsFor('ada@example.com'));
          expect(again.body).toMatchObject({ source: 'live', notice: null });
          await ended();
        };
      },
    },
    'checkout → cache (Redis)': {
      service: 'checkout',
      server: 'redis',
      call: () => shopper.get(suggestionsFor('grace@example.com')),
      check: async () => {
        const live = await shopper.get(suggestionsFor('ada@example.com'));
        expect(live).toMatchObject({ status: 200, body: { source: 'live', notice: null } });
        return () => Promise.resolve();
      },
    },
    'checkout → attempt counters (Redis)': {
      service: 'checkout',
      server: 'redis',
      call: order,
      check: isPaidAndMailedLater,
    },
    'checkout → queue': { service: 'checkout', server: 'redis', call: order, check: isPaidAndMailedLater },
    'payments → queue': {
      service: 'payments',
      server: 'redis',
      call: order,
      check: async () => {
        const fault = { route: 'POST /v1/payment_intents', fault: 'latency', ms: 8_000, times: 1 };
        await faults({
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fault),
        });
        const { status, body } = await order();
        expect([status, body['status']]).toEqual([202, 'payment_pending']);
        // The queue for the event is still down.
        await orderIs(body['orderId'], 'paid');
        return () => isPaidOnce(body['orderId']);
      },
    },
    'payments → Stripe': {
      service: 'payments',
      server: 'stripe-simulator',
      call: order,
      check: isTakenAsPending,
    },
    'email → SMTP': { service: 'email', server: 'mail', call: order, check: isPaidAndMailedLater },
  };

  const act = (action: 'kill' | 'start', server: string): Promise<unknown> =>
    server === 'redis' ? stack.redis![action]() : stack.tool('service', action, server);

  async function reported(service: Outage['service'], dependency: string): Promise<unknown> {
    const { body } = await send(`${stack.addresses[service]}/resilience`);
    return (body['dependencies'] as { dependency: string }[]).find((each) => each.dependency === dependency);
  }

  beforeEach(async () => {
    const paid = await eventually(async () => {
      const reply = await order();
      expect(reply.status).toBe(201);
      return reply;
    }, untilClosed);
    paidBefore = String(paid.body['orderId']);
    await isMailedOnce(paidBefore);
    const ada = await shopper.get(suggestionsFor('ada@example.com'));
    expect(ada.body).toMatchObject({ source: 'live' });
  }, wholeTestMs);

  afterEach(async () => {
    for (const { server } of Object.values(outages)) if (server !== 'redis') await act('start', server);
    if (stack.redis?.state === 'down') await stack.redis.start();
    await faults({ method: 'DELETE' });
  });

  it('covers exactly the edges tested here', () => {
    expect(rows.map(({ edge }) => edge).sort()).toEqual(Object.keys(outages).sort());
  });

  it.each(rows)(
    'describes $edge correctly while its server is dead and after it is back',
    async ({ edge, dependency, state, usersSee }) => {
      const { service, server, call, check } = outages[edge]!;
      const isClosed = (): Promise<void> =>
        eventually(async () => {
          await call();
          const now = await reported(service, dependency);
          expect(now).toMatchObject({ breaker: 'closed', usersSee: expect.not.stringContaining(usersSee) });
        }, untilClosed);
      await isClosed();
      await act('kill', server);
      await eventually(async () => {
        await call();
        expect(await reported(service, dependency)).toMatchObject({ breaker: state, usersSee });
      }, untilOpen);
      const isWellAgain = await check();
      await act('start', server);
      await isClosed();
      await isWellAgain();
    },
    wholeTestMs,
  );
});
