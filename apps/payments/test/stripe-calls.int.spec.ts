import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { absent, type CallAttempt, NotExecuted, undecided } from '@holdfast/idempotency';
import { type DependencySnapshot, Resilience } from '@holdfast/resilience';
import { Problem } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { newPayment } from '../src/payment/payment.ts';
import { type ChargeRequest } from '../src/stripe/charge-request.ts';
import { StripeClient } from '../src/stripe/stripe.client.ts';
import {
  babbles,
  breaksOff,
  configFor,
  drops,
  fails,
  failsAndLeaves,
  hangs,
  says,
  ScriptedStripe,
  stalls,
  type Step,
  succeeds,
  throttles,
  trickles,
  tricklesHead,
} from './scripted-stripe.ts';

/**
 * For tests in which an attempt times out: the next one, which gets a response, must not time out too.
 */
const inAHurry = { STRIPE_TIMEOUT_MS: '1500' };

const payment = newPayment('ord_1', 'checkout', { amountMinor: 4200, currency: 'usd' }, new Date());
const anAttempt = (key: string): CallAttempt => ({
  operationId: 'op_1',
  key,
  mayHaveHappened: false,
  sentMsAgo: 1_000,
  firstSentMsAgo: 1_000,
});
const request: ChargeRequest = { amount: 4200, currency: 'usd', confirm: true };

describe('a call to Stripe', () => {
  let stripe: ScriptedStripe;
  let url: string;
  let client: StripeClient;
  let resilience: Resilience;

  /** Long timeouts, for tests that are not about slowness. */
  const connect = (address: string, settings: NodeJS.Dict<string> = {}): void => {
    resilience = new Resilience();
    client = new StripeClient(
      resilience,
      configFor(address, {
        STRIPE_TIMEOUT_MS: '10000',
        STRIPE_DEADLINE_MS: '20000',
        KEY_LEASE_MS: '61000',
        ...settings,
      }),
    );
  };

  beforeEach(async () => {
    stripe = new ScriptedStripe();
    url = await stripe.start();
    connect(url);
  });

  afterEach(() => stripe.stop());

  /**
   * A charge's outcome, or the code of its problem and if it definitely charged nothing.
   */
  const charge = async (key = 'key-1'): Promise<string> => {
    try {
      const found = await client.charge(payment, request, anAttempt(key));
      return typeof found === 'symbol' ? 'undecided' : found.kind;
    } catch (error) {
      if (error instanceof NotExecuted) return `not executed: ${error.problem.kind.code}`;
      if (error instanceof Problem) return error.kind.code;
      throw error;
    }
  };

  const snapshot = (): DependencySnapshot => {
    const [stripeNow] = resilience.snapshots();
    if (stripeNow === undefined) throw new Error('no dependency was made');
    return stripeNow;
  };

  it('is repeated with the same key and the same bytes', async () => {
    stripe.follow(fails, fails, succeeds);
    expect(await charge()).toBe('succeeded');
    expect(stripe.requests).toHaveLength(3);
    const [first, ...more] = stripe.requests;
    expect(first).toMatchObject({ method: 'POST', url: '/v1/payment_intents', key: 'key-1' });
    expect(more).toEqual([first, first]);
  });

  it.each([
    ['fails', fails],
    ['drops every connection', drops],
  ])('is made three times and not four when Stripe %s', async (_, step) => {
    stripe.follow(step);
    expect(await charge()).toBe('payment_outcome_unknown');
    expect(stripe.requests).toHaveLength(3);
  });

  it.each<[string, Step, string]>([
    ['calls final', says(500, { error: {} }, { 'stripe-should-retry': 'false' }), 'payment_outcome_unknown'],
    [
      'has in progress',
      says(409, { error: {} }, { 'stripe-should-retry': 'true' }),
      'payment_outcome_unknown',
    ],
    ['throttles', throttles(), 'not executed: provider_unavailable'],
    ['refuses the key of', says(401, { error: {} }), 'not executed: provider_unavailable'],
    ['does not understand', says(400, { error: { param: 'payment_method' } }), 'method_invalid'],
    ['answers in another language', babbles, 'payment_outcome_unknown'],
  ])('is made once when it is one that Stripe %s', async (_, step, outcome) => {
    stripe.follow(step);
    expect(await charge()).toBe(outcome);
    expect(stripe.requests).toHaveLength(1);
  });

  it('backs off for as long as Stripe asks, and reports until when', async () => {
    const askedAt = performance.now();
    stripe.follow(throttles({ 'retry-after': '30' }));
    await charge();
    const refused = await client
      .charge(payment, request, anAttempt('key-2'))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotExecuted);
    const { retryAfterSeconds = NaN } = (refused as NotExecuted).problem.options;
    expect(Math.ceil(retryAfterSeconds + (performance.now() - askedAt) / 1_000)).toBeGreaterThanOrEqual(30);
    expect(retryAfterSeconds).toBeLessThanOrEqual(30);
    expect(stripe.requests).toHaveLength(1);
  });

  it('definitely did nothing when every connection was refused', async () => {
    await stripe.stop();
    expect(await charge()).toBe('not executed: provider_unavailable');
    expect(snapshot().breaker.failuresByCause).toEqual({ connect_failed: 3 });
  });

  it.each<[string, readonly Step[]]>([
    ['refused', [failsAndLeaves]],
    ['throttled', [fails, throttles()]],
    ['refused for its key', [fails, says(401, { error: {} })]],
    ['refused for its rights', [hangs, says(403, { error: {} })]],
  ])('may have had its effect when an attempt failed and the next is %s', async (_, script) => {
    if (script.includes(hangs)) connect(url, inAHurry);
    stripe.follow(...script);
    expect(await charge()).toBe('payment_outcome_unknown');
    expect(stripe.requests).toHaveLength(script.length);
  });

  it('that cancels an abandoned charge repeats a stored error for no longer than ten minutes', async () => {
    const minute = 60_000;
    const clock = jest.spyOn(Date, 'now');
    const keyAt = async (ms: number): Promise<unknown> => {
      clock.mockReturnValue(ms);
      stripe.follow(says(500, { error: {} }, { 'stripe-should-retry': 'false' }));
      await expect(client.cancelAbandoned('pi_1')).rejects.toThrow();
      return stripe.requests[0]?.key;
    };
    try {
      const keys = [await keyAt(20 * minute), await keyAt(29 * minute), await keyAt(30 * minute)];
      expect(keys).toEqual(['abandoned-pi_1-2', 'abandoned-pi_1-2', 'abandoned-pi_1-3']);
    } finally {
      clock.mockRestore();
    }
  });

  describe('when Stripe is slow', () => {
    it.each<[string, Step]>([
      ['does not answer', hangs],
      ['stops in the middle of its answer', stalls],
      ['sends its answer too slowly', trickles],
      ['sends the head of its answer too slowly', tricklesHead],
    ])('is given up after its time and repeated when Stripe %s', async (_, step) => {
      connect(url, inAHurry);
      stripe.follow(step, succeeds);
      expect(await charge()).toBe('succeeded');
      expect(stripe.requests).toHaveLength(2);
      await eventually(() => expect([stripe.aborted, snapshot().bulkhead.inUse]).toEqual([1, 0]));
    });

    it('ends with the deadline of all attempts', async () => {
      connect(url, { STRIPE_TIMEOUT_MS: '300', STRIPE_DEADLINE_MS: '400' });
      stripe.follow(hangs);
      expect(await charge()).toBe('payment_outcome_unknown');
      expect(stripe.requests.length).toBeLessThan(3);
    });
  });

  it('is repeated when the answer breaks off', async () => {
    stripe.follow(breaksOff, succeeds);
    expect(await charge()).toBe('succeeded');
    expect(snapshot().breaker.failuresByCause).toEqual({ connection_lost: 1 });
  });

  it('definitely did nothing when the connection was never established', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    connect(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`, { STRIPE_TIMEOUT_MS: '300' });
    expect(await charge()).toBe('not executed: provider_unavailable');
    expect(snapshot().breaker.failuresByCause).toEqual({ connect_failed: 3 });
    mute.close();
  });

  describe('that reads back', () => {
    const page = (hasMore: boolean, delayMs = 0): Step => {
      const list = { object: 'list', data: [{ id: 'pi_0', metadata: {} }], has_more: hasMore };
      return (...args) => setTimeout(() => void says(200, list)(...args), delayMs);
    };

    it('is repeated like any other', async () => {
      stripe.follow(fails, page(false), fails, page(false));
      expect(await client.findCharge(payment, request, anAttempt('key-1'))).toBe(absent);
      expect(stripe.requests).toHaveLength(4);
    });

    it('gets one deadline for all its pages', async () => {
      connect(url, { STRIPE_TIMEOUT_MS: '2000', STRIPE_DEADLINE_MS: '2000' });
      stripe.follow(page(true, 100));
      expect(await client.findCharge(payment, request, anAttempt('key-1'))).toBe(undecided);
      expect(stripe.requests.length).toBeLessThan(25);
    });
  });
});
