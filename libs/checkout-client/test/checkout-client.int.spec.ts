import { eventually } from '@holdfast/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallOptions,
  CheckoutClient,
  type CheckoutOutcome,
  type ClientOptions,
  type KeyStorage,
  memoryStorage,
} from '../src/index.ts';
import { aCheckout } from '../src/shop/order.fixture.ts';
import { Network } from './network.fixture.ts';
import { type Fault, Shop } from './shop.fixture.ts';

let shop: Shop;
let network: Network;
let baseUrl: string;
let storage: KeyStorage;

/** A freshly loaded page, or another tab: only the storage is shared. */
const aTab = (options: Partial<ClientOptions> = {}): CheckoutClient =>
  new CheckoutClient({
    baseUrl,
    storage,
    attempts: 4,
    attemptTimeoutMs: 300,
    deadlineMs: 10_000,
    backoffBaseMs: 10,
    runtime: network.runtime,
    ...options,
  });

/** A tab that submits a cart. */
const submit = (
  name: string,
  cart = aCheckout(),
  options: Partial<ClientOptions> = {},
  call: CallOptions = {},
): Promise<CheckoutOutcome> => network.pass(aTab(options).checkout(name, cart, call));

/** The same cart, built with its members in another order. */
const { customer, lines, paymentMethod } = aCheckout();
const rebuilt = { paymentMethod, lines, customer };

beforeEach(async () => {
  shop = new Shop();
  network = new Network(shop);
  baseUrl = await shop.listen();
  storage = memoryStorage();
});
afterEach(() => shop.close());

function expectOneCharge(): void {
  expect(shop.chargedBodies).toHaveLength(1);
  expect(shop.keys.size).toBe(1);
  expect(shop.bodies.size).toBe(1);
}

const everyFault: readonly Fault[] = [
  'reset',
  'busy',
  'bad gateway',
  'response lost',
  'response late',
  'response in HTML',
  'response cut off',
  'response half JSON',
  'crash after charge',
];

describe('a checkout over a network that fails', () => {
  it.each(everyFault)('is charged once, with one key and one body, through: %s', async (fault) => {
    shop.faults = [fault, fault];
    const outcome = await submit('cart-17', aCheckout());
    expect(outcome).toMatchObject({
      kind: 'paid',
      attempts: 3,
      isReplay: fault.includes('response') || fault.includes('charge'),
    });
    expectOneCharge();
  });

  it('is charged once through all of them in sequence', async () => {
    shop.faults = [...everyFault];
    expect(await submit('cart-17', aCheckout(), { attempts: 10 })).toMatchObject({
      kind: 'paid',
      attempts: 10,
    });
    expectOneCharge();
  });

  it('does not follow a redirect, and treats its outcome as unknown', async () => {
    shop.faults = ['redirect'];
    const outcome = await submit('cart-17', aCheckout());
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'untrusted', status: 307, attempts: 1 });
    expect(shop.requests).toBe(1);
  });

  it('waits as long as Retry-After asks, and at most as long again', async () => {
    shop.faults = ['busy'];
    shop.retryAfterSeconds = 1;
    const start = network.now;
    expect(await submit('cart-17', aCheckout())).toMatchObject({ kind: 'paid', attempts: 2 });
    expect(network.now - start).toBeGreaterThanOrEqual(1_000);
    expect(network.now - start).toBeLessThan(2_000);
  });

  it('gives up immediately if Retry-After exceeds the remaining time', async () => {
    shop.faults = ['busy'];
    shop.retryAfterSeconds = 60;
    const start = network.now;
    const outcome = await submit('cart-17', aCheckout());
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'busy', retryAfterMs: 60_000, attempts: 1 });
    expect(network.now).toBe(start);
  });

  it('ends within its deadline if no response ever comes', async () => {
    shop.faults = Array<Fault>(9).fill('silence');
    const start = network.now;
    const outcome = await submit('cart-17', aCheckout(), { attemptTimeoutMs: 300, deadlineMs: 1_300 });
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'timeout', attempts: 4 });
    expect(network.now - start).toBeLessThanOrEqual(1_300);
  });
});

describe('a page that is reloaded', () => {
  it('gets the response that the first page lost, with the same key and bytes', async () => {
    shop.faults = ['response lost', 'response late', 'response cut off', 'response lost'];
    const before = await submit('cart-17', aCheckout());
    const after = await submit('cart-17', rebuilt);
    expect([before.kind, after.kind]).toEqual(['unknown', 'paid']);
    expect(after).toMatchObject({ key: before.key, attempts: 1, isReplay: true });
    expectOneCharge();
  });

  it('continues an operation that it interrupted', async () => {
    shop.chargeMs = 100;
    const leaving = new AbortController();
    const left = submit('cart-17', aCheckout(), {}, { signal: leaving.signal });
    await eventually(() => expect(shop.requests).toBe(1));
    leaving.abort(new Error('reload'));
    await expect(left).rejects.toThrow('reload');
    expect(await submit('cart-17', rebuilt, { attempts: 8 })).toMatchObject({ kind: 'paid' });
    expectOneCharge();
  });
});

describe('tabs that submit the same cart concurrently', () => {
  const race = (tabs: number, storageOf: () => KeyStorage = () => storage): Promise<CheckoutOutcome[]> =>
    Promise.all(
      Array.from({ length: tabs }, (_, n) =>
        submit('cart-17', n % 2 === 0 ? aCheckout() : rebuilt, { attempts: 10, storage: storageOf() }),
      ),
    );

  const expectOneOrder = (outcomes: readonly CheckoutOutcome[]): void => {
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'paid'));
    expect(outcomes.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expectOneCharge();
  };

  it.each([2, 10])('%d of them: one key, one charge, one answer', async (tabs) => {
    shop.chargeMs = 50;
    expectOneOrder(await race(tabs));
  });

  it('use one key even without locks', async () => {
    shop.chargeMs = 50;
    const entries = new Map<string, string>();
    const lockless = (): KeyStorage => ({
      get: (name) => Promise.resolve(entries.get(name)),
      set: (name, value) => Promise.resolve(void entries.set(name, value)),
      remove: (name) => Promise.resolve(void entries.delete(name)),
    });
    expectOneOrder(await race(5, lockless));
  });
});

describe('forty carts, two tabs each, faults at random and reloads until it is paid', () => {
  it('are charged once each', async () => {
    let seed = 20_260_115;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    shop.faults = Array.from(
      { length: 300 },
      () => everyFault[Math.floor(random() * everyFault.length)] ?? 'reset',
    );
    const buy = async (name: string, email: string): Promise<void> => {
      for (;;) {
        const cart = aCheckout({ customer: { email } });
        const outcome = await submit(name, cart, { attempts: 3, attemptTimeoutMs: 350 });
        if (outcome.kind === 'paid') return;
        expect(outcome.kind).toBe('unknown');
      }
    };
    const carts = Array.from({ length: 40 }, (_, n) => [`cart-${n}`, `shopper-${n}@example.com`] as const);
    await Promise.all(carts.flatMap(([name, email]) => [buy(name, email), buy(name, email)]));
    expect(shop.requests).toBeGreaterThan(300);
    expect(shop.chargedBodies).toHaveLength(40);
    expect(new Set(shop.chargedBodies).size).toBe(40);
    expect(shop.keys.size).toBe(40);
  });
});
