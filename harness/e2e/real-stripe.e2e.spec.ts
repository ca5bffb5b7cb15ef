import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePortBase, portPlan } from '@holdfast/local-stack';
import {
  eventually,
  type ServiceProcess,
  startService,
  temporaryFolder,
  workerPorts,
} from '@holdfast/testing';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, type Charge, send, Shopper } from './shopper.ts';

const secretKey = 'sk_test_0123456789abcdef01234567';
const publishableKey = 'pk_test_0123456789abcdef01234567';
const [oldSecret, newSecret] = ['whsec_0123456789abcdef01234567', 'whsec_76543210fedcba9876543210'];

/** A separate simulator process acts as api.stripe.com; the stack does not know that it is one. */
describe('npm start with STRIPE_SECRET_KEY', () => {
  let folder: string;
  let stripe: ServiceProcess;
  let stack: RunningStack;
  let shopper: Shopper;
  let settings: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = temporaryFolder();
    const base = await freePortBase(workerPorts());
    stripe = await startService({
      program: 'harness/stripe-simulator/dist/main.js',
      env: {
        STRIPE_SECRET_KEY: secretKey,
        STRIPE_PUBLISHABLE_KEY: publishableKey,
        STRIPE_WEBHOOK_SECRET: newSecret,
        DATABASE_FILE: path.join(folder, 'ledger.sqlite'),
        WEBHOOK_URL: `http://127.0.0.1:${portPlan(base).payments}/webhooks/stripe`,
      },
      ready: '/_simulator/charges',
    });
    settings = {
      FAILURE_LAB: 'on',
      STOREFRONT: 'on',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_PUBLISHABLE_KEY: publishableKey,
      STRIPE_API_URL: stripe.url,
    };
    const rolled = { STRIPE_WEBHOOK_SECRET: `${oldSecret},${newSecret}` };
    stack = await startStack('postgres', { PORT_BASE: `${base}`, ...settings, ...rolled });
    shopper = new Shopper(stack);
  });
  afterAll(async () => {
    await stack.remove();
    await stripe.stop();
    rmSync(folder, { recursive: true });
  });

  async function chargesOf(orderId: unknown): Promise<Charge[]> {
    const { body } = await send(`${stripe.url}/_simulator/charges`);
    return (body['charges'] as Charge[]).filter(({ metadata }) => metadata['orderId'] === orderId);
  }

  it('prints where payments go', () => {
    expect(stack.output).toContain(`Stripe at ${stripe.url}, account acct_1HoldfastSimulator, test mode`);
    expect(stack.output).not.toContain('stripe-simulator');
    expect(stack.output).not.toContain(secretKey);
    expect(stack.output).not.toContain('_simulator');
  });

  it('runs no simulator, and says why if a command names it', async () => {
    const processes = await stack.status();
    expect(processes.map(({ name }) => name)).not.toContain('stripe-simulator');
    expect(processes.filter(({ ready }) => !ready)).toEqual([]);
    await expect(stack.tool('service', 'kill', 'stripe-simulator')).rejects.toThrow(
      /STRIPE_SECRET_KEY is set, so payments go to Stripe/,
    );
  });

  it('gives the pages of the shop the script of that Stripe and a key that it accepts', async () => {
    const page = await (await fetch(`${stack.addresses.storefront}/checkout`)).text();
    const content = (name: string): string =>
      new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(page)?.[1] ?? '';
    expect(content('stripe-js')).toBe(`${stripe.url}/endive/stripe.js`);
    expect((await fetch(content('stripe-js'))).status).toBe(200);
    const made = await fetch(`${stripe.url}/v1/payment_methods`, {
      method: 'POST',
      headers: { authorization: `Bearer ${content('stripe-publishable-key')}` },
      body: new URLSearchParams({ type: 'card', 'card[token]': 'tok_visa' }),
    });
    expect(made.status).toBe(200);
  });

  it('charges there once, even if the lab loses the response', async () => {
    const edges = (await (await fetch(`${stack.addresses['failure-lab']}/edges`)).json()) as {
      edge: string;
    }[];
    expect(edges.map(({ edge }) => edge)).toEqual(
      expect.arrayContaining(['payments->stripe', 'stripe->payments']),
    );
    const strike = { edge: 'payments->stripe', direction: 'response', action: { kind: 'reset' } };
    await send(`${stack.addresses['failure-lab']}/strikes`, { method: 'POST', body: JSON.stringify(strike) });
    const { status, body } = await shopper.checkOut(aKey());
    expect(status).toBe(201);
    expect(await chargesOf(body['orderId'])).toMatchObject([{ amountMinor: 4200, status: 'succeeded' }]);
  });

  it('accepts webhooks signed with either secret', async () => {
    const { status, body: order } = await shopper.checkOut(aKey());
    expect(status).toBe(201);
    const authorization = `Bearer ${secretKey}`;
    const delivered = `${stripe.url}/v1/events?delivery_success=true&limit=100`;
    await eventually(async () => {
      const { text } = await send(delivered, { headers: { authorization } });
      expect(text).toContain(String(order['orderId']));
    });
  });

  it('does not start with a key that Stripe rejects', async () => {
    const wrong = { ...settings, STOREFRONT: 'off', STRIPE_SECRET_KEY: 'sk_test_wrong0000000000000000000' };
    await expect(startStack('postgres', wrong)).rejects.toThrow(/does not accept this key/);
  });

  it('starts without a connection to Stripe, reports that, and explains how to receive webhooks', async () => {
    const nowhere = { ...settings, STOREFRONT: 'off', STRIPE_API_URL: 'http://127.0.0.1:9' };
    const alone = await startStack('postgres', nowhere);
    try {
      expect(alone.output).toMatch(/test mode; the key was not checked: it is unreachable/);
      expect(alone.output).toMatch(
        /npx @stripe\/cli listen --latest --forward-to http:\/\/127\.0\.0\.1:\d+\/webhooks\/stripe/,
      );
      const { status, body } = await new Shopper(alone).checkOut(aKey());
      expect([status, body['status']]).toEqual([202, 'payment_pending']);
    } finally {
      await alone.remove();
    }
  });
});
