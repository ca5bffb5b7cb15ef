import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { undecided } from '@holdfast/idempotency';
import Stripe from 'stripe';
import { seeThrough } from './see-through.ts';

const anIntent = (status: string, over: object = {}): Stripe.PaymentIntent =>
  ({
    id: 'pi_1',
    object: 'payment_intent',
    status,
    next_action: null,
    last_payment_error: null,
    cancellation_reason: null,
    ...over,
  }) as unknown as Stripe.PaymentIntent;

const refuses = (status: number, error: object) => (): Response => Response.json({ error }, { status });
const returns = (intent: object) => (): Response => Response.json(intent);

interface Call {
  readonly what: string;
  readonly key: string | null;
  readonly body: string;
}

/** Drives an intent with this status against a Stripe that responds like this, in turn. */
async function drive(status: string, ...responses: readonly (() => Response)[]) {
  const calls: Call[] = [];
  const left = [...responses];
  const httpClient = Stripe.createFetchHttpClient(((
    address: string,
    init: RequestInit & { readonly body?: string },
  ) => {
    const { pathname } = new URL(address);
    const key = new Headers(init.headers).get('idempotency-key');
    calls.push({ what: `${init.method} ${pathname}`, key, body: init.body ?? '' });
    const respond = left.shift();
    if (respond === undefined) throw new Error(`${pathname} was not expected`);
    return Promise.resolve(respond());
  }) as unknown as typeof fetch);
  const stripe = new Stripe('sk_test_x', { httpClient, telemetry: false, maxNetworkRetries: 0 });
  const continuation = { key: 'charge-1', returnUrl: 'https://shop.example/orders/ord_1' };
  const state = await seeThrough(stripe, anIntent(status), continuation).catch((error: unknown) => error);
  return { state, calls };
}

const succeeded = { kind: 'succeeded', providerPaymentId: 'pi_1' };
const confirms = 'POST /v1/payment_intents/pi_1/confirm';
const reads = 'GET /v1/payment_intents/pi_1';

describe('seeThrough', () => {
  const minute = 60_000;
  const at = (ms: number) => jest.spyOn(Date, 'now').mockReturnValue(ms);

  beforeEach(() => {
    at(20 * minute);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('makes no call for an intent that needs none', async () => {
    expect(await drive('succeeded')).toEqual({ state: succeeded, calls: [] });
  });

  it('confirms and captures, each under its own key, so that a repetition is the same call', async () => {
    const { state, calls } = await drive(
      'requires_confirmation',
      returns(anIntent('requires_capture')),
      returns(anIntent('succeeded')),
    );
    expect(state).toEqual(succeeded);
    expect(calls.map(({ what, key }) => [what, key])).toEqual([
      [confirms, 'charge-1-confirm-2'],
      ['POST /v1/payment_intents/pi_1/capture', 'charge-1-capture-2'],
    ]);
    expect(calls[0]?.body).toBe('return_url=https%3A%2F%2Fshop.example%2Forders%2Ford_1');
  });

  it('does not repeat a stored error of Stripe for longer than ten minutes', async () => {
    const keyOf = async (ms: number) => {
      at(ms);
      const { calls } = await drive('requires_confirmation', refuses(500, { type: 'api_error' }));
      return calls[0]?.key;
    };
    const keys = [await keyOf(20 * minute), await keyOf(29 * minute), await keyOf(30 * minute)];
    expect(keys).toEqual(['charge-1-confirm-2', 'charge-1-confirm-2', 'charge-1-confirm-3']);
  });

  it('gives up an intent that waits for an action that we cannot offer', async () => {
    const canceled = anIntent('canceled', { cancellation_reason: 'abandoned' });
    const { state, calls } = await drive('requires_action', returns(canceled));
    expect(state).toMatchObject({ kind: 'declined', word: { code: 'abandoned' } });
    expect(calls.map(({ key, body }) => [key, body])).toEqual([
      ['charge-1-cancel-2', 'cancellation_reason=abandoned'],
    ]);
  });

  it.each([
    ['the intent went on meanwhile', 400, { code: 'payment_intent_unexpected_state' }],
    ['the card was declined', 402, { type: 'card_error', code: 'card_declined' }],
  ])('reads the intent if a call is refused because %s', async (_, status, error) => {
    const { state, calls } = await drive(
      'requires_confirmation',
      refuses(status, error),
      returns(anIntent('succeeded')),
    );
    expect(state).toEqual(succeeded);
    expect(calls.map(({ what }) => what)).toEqual([confirms, reads]);
  });

  it.each([
    ['of its request', 400, { type: 'invalid_request_error', code: 'parameter_unknown' }],
    ['of its key', 401, { type: 'invalid_request_error' }],
    ['of the rate', 429, { type: 'invalid_request_error', code: 'rate_limit' }],
    ['Stripe failed', 500, { type: 'api_error' }],
  ])('reports any other refusal, because %s, and reads nothing', async (_, status, error) => {
    const { state, calls } = await drive('requires_confirmation', refuses(status, error));
    expect(state).toBeInstanceOf(Stripe.errors.StripeError);
    expect(calls.map(({ what }) => what)).toEqual([confirms]);
  });

  it('does not decide an intent that still needs a call after three', async () => {
    const again = returns(anIntent('requires_capture'));
    const { state, calls } = await drive('requires_confirmation', again, again, again, again);
    expect(state).toBe(undecided);
    expect(calls).toHaveLength(4);
  });
});
