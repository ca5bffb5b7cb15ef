import { describe, expect, it, jest } from '@jest/globals';
import { edgesOf } from '../lab/edges.ts';
import { Wiring } from '../lab/wiring.ts';
import { prepared } from '../process/prepared-process.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { readSettings, type StackSettings } from './settings.ts';
import { stackPlan } from './topology.ts';

const secrets = {
  stripeSecretKey: 'sk_test_1',
  stripePublishableKey: 'pk_test_1',
  stripeWebhookSecret: 'whsec_1',
  checkoutKey: 'checkout-key',
  operatorKey: 'operator-key',
  opsKey: 'ops-key',
  orderTokenSecrets: '2026-01-01T00:00:00Z=order-secret',
};
const servers = {
  processes: [],
  createDatabases: { name: 'databases', dependsOn: [], run: () => Promise.resolve() },
  database: (name: string) => `postgres://postgres@127.0.0.1:3040/${name}`,
  ownersDatabase: (name: string) => `postgres://owner@127.0.0.1:3040/${name}`,
  servicesDatabase: (name: string) => `postgres://shop:s3cret@127.0.0.1:3040/${name}`,
  observersDatabase: (name: string) => `postgres://shop:s3cret@127.0.0.1:3040/${name}`,
  redisUrl: 'redis://127.0.0.1:3041/',
  notOurs: {},
};
const loyalty = {
  name: 'loyalty',
  program: 'apps/loyalty/dist/main.js',
  migrations: 'apps/loyalty/dist/migrate.js',
  environment: { POINTS_PER_EURO: '2' },
  calls: [
    { role: 'queues', variable: 'QUEUE_URL' },
    { role: 'payments', variable: 'PAYMENTS_URL' },
  ],
  calledBy: [{ role: 'checkout', variable: 'LOYALTY_URL' }],
};

/** Addresses for browsers and operators. */
const outside = ['SHOP_URL', 'STRIPE_JS_URL', 'LAB_URL'];

function processes(more: Partial<StackSettings>): ReadonlyMap<string, ProcessSpec> {
  const settings = { ...readSettings({}), ...more };
  const wiring = new Wiring(edgesOf(settings, servers), settings.failureLab === 'on');
  const { processes: specs } = stackPlan({ settings, secrets, servers, wiring });
  return new Map(specs.map((spec) => [spec.name, spec]));
}

describe('stackPlan', () => {
  it('sends every call of every service through the lab', () => {
    const plan = processes({ copies: 2 });
    const addresses = [...plan.values()]
      .filter(({ kind }) => kind === 'service')
      .flatMap(({ env }) => Object.entries(env))
      .filter(([name]) => name.endsWith('_URL') && !outside.includes(name))
      .map(([, url]) => Number(new URL(url).port));
    expect(addresses).toHaveLength(26);
    const ports = edgesOf({ ...readSettings({}), copies: 2 }, servers).map(({ port }) => port);
    expect(new Set(addresses)).toEqual(new Set(ports));
  });

  it('runs no simulator with Stripe itself, bypasses the lab, and passes ALLOW_LIVE_PAYMENTS on', () => {
    const stripe = {
      secretKey: 'sk_live_1',
      publishableKey: 'pk_live_1',
      webhookSecret: 'whsec_2',
      apiUrl: undefined,
    };
    const plan = processes({ stripe });
    expect([...plan.keys()]).not.toContain('stripe-simulator');
    expect(plan.get('storefront')?.env).toMatchObject({
      STRIPE_JS_URL: 'https://js.stripe.com/endive/stripe.js',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
    });
    const env = plan.get('payments')?.env;
    expect(env).toMatchObject({
      STRIPE_SECRET_KEY: 'sk_live_1',
      STRIPE_WEBHOOK_SECRET: 'whsec_2',
      ALLOW_LIVE_PAYMENTS: 'yes',
    });
    expect(env).not.toHaveProperty('STRIPE_API_URL');
    const inTestMode = processes({ stripe: { ...stripe, secretKey: 'sk_test_1' } }).get('payments')?.env;
    expect(inTestMode).not.toHaveProperty('ALLOW_LIVE_PAYMENTS');
  });

  it('runs all migrations in one process around the lab, each as the owner of the tables', () => {
    const plan = processes({});
    const { env, args } = plan.get('migrations') ?? {};
    expect(args).toEqual([expect.stringMatching(/\/apps\/migrations\/dist\/main\.js$/)]);
    for (const service of ['checkout', 'payments', 'email', 'recommendations']) {
      expect(env?.[`${service.toUpperCase()}_MIGRATIONS_URL`]).toBe(servers.ownersDatabase(service));
      expect(plan.get(service)?.dependsOn).toContain('migrations');
    }
  });

  it('leaves out a service, its migrations and its callers’ addresses', () => {
    const plan = processes({ withoutServices: ['recommendations'], copies: 2 });
    expect([...plan.keys()]).not.toContain('recommendations');
    expect(plan.get('migrations')?.env).not.toHaveProperty('RECOMMENDATIONS_MIGRATIONS_URL');
    expect(plan.get('checkout-2')?.env).not.toHaveProperty('RECOMMENDATIONS_URL');
    expect(plan.get('checkout')?.stopsBefore).toEqual(['payments']);
  });

  it('starts services at the same time as those they call, and stops them first', () => {
    const plan = processes({});
    const order = (name: string) => {
      const { dependsOn, stopsBefore } = plan.get(name) ?? {};
      return { dependsOn, stopsBefore };
    };
    expect(order('checkout')).toEqual({
      dependsOn: ['migrations'],
      stopsBefore: ['payments', 'recommendations'],
    });
    expect(order('email')).toEqual({ dependsOn: ['migrations'], stopsBefore: ['mail'] });
    expect(order('storefront')).toEqual({ dependsOn: [], stopsBefore: ['checkout'] });
    expect(order('payments')).toEqual({ dependsOn: ['migrations', 'stripe-simulator'], stopsBefore: [] });
    expect(order('stripe-simulator')).toEqual({ dependsOn: [], stopsBefore: [] });
  });

  it("keeps the user, password and database of a server's address", () => {
    expect(processes({}).get('checkout')?.env['DATABASE_URL']).toMatch(
      /^postgres:\/\/shop:s3cret@127\.0\.0\.1:30\d\d\/checkout$/,
    );
  });

  it('lets services call each other directly with the lab off', () => {
    const env = processes({ failureLab: 'off' }).get('checkout')?.env;
    expect(env).toMatchObject({
      DATABASE_URL: servers.servicesDatabase('checkout'),
      QUEUE_URL: servers.redisUrl,
      CACHE_URL: servers.redisUrl,
      PAYMENTS_URL: 'http://127.0.0.1:3002',
    });
  });

  it('runs the shop in front of checkout, with the stand-in for Stripe.js and a key that it accepts', () => {
    const plan = processes({});
    expect(plan.get('storefront')).toMatchObject({
      ports: [{ port: 3000 }],
      env: {
        CHECKOUT_URL: 'http://127.0.0.1:3021',
        PAGES: 'web-demo',
        LAB_URL: 'http://127.0.0.1:3020',
        STRIPE_JS_URL: 'http://127.0.0.1:3010/endive/stripe.js',
        STRIPE_PUBLISHABLE_KEY: plan.get('stripe-simulator')?.env['STRIPE_PUBLISHABLE_KEY'],
      },
    });
    const shop = { SHOP_URL: 'http://127.0.0.1:3000' };
    expect(plan.get('checkout')?.env).toMatchObject({ ...shop, TRUST_PROXY: '127.0.0.1' });
    expect(plan.get('email')?.env).toMatchObject({
      ...shop,
      ORDER_TOKEN_SECRETS: plan.get('checkout')?.env['ORDER_TOKEN_SECRETS'],
    });
    const withoutLab = processes({ failureLab: 'off' }).get('storefront');
    expect(withoutLab?.env).toMatchObject({ CHECKOUT_URL: 'http://127.0.0.1:3001', PAGES: 'web' });
    expect(withoutLab?.env).not.toHaveProperty('LAB_URL');
  });

  it('runs without the shop if that is off', () => {
    const plan = processes({ storefront: 'off' });
    expect([...plan.keys()]).not.toContain('storefront');
    expect(plan.get('checkout')?.env).toMatchObject({ SHOP_URL: 'http://127.0.0.1:3001' });
    expect(plan.get('email')?.env).not.toHaveProperty('SHOP_URL');
  });

  it('leads customers to a shop of your own', () => {
    const plan = processes({ shopUrl: 'http://127.0.0.1:5173' });
    const leading = [...plan.values()].filter(({ env }) => env['SHOP_URL'] === 'http://127.0.0.1:5173');
    expect(leading.map(({ name }) => name)).toEqual(['checkout', 'email']);
  });

  it('lets emails link to another shop', () => {
    const plan = processes({
      storefront: 'off',
      environment: { email: { SHOP_URL: 'https://shop.example' } },
    });
    expect(plan.get('email')?.env).toMatchObject({
      SHOP_URL: 'https://shop.example',
      ORDER_TOKEN_SECRETS: secrets.orderTokenSecrets,
    });
  });

  it('copies checkout, payments and email, and nothing else', () => {
    const services = [...processes({ copies: 3 }).values()].filter(({ kind }) => kind === 'service');
    expect(services.map(({ name }) => name)).toEqual([
      'storefront',
      'checkout',
      'payments',
      'email',
      'recommendations',
      'stripe-simulator',
      'checkout-2',
      'payments-2',
      'email-2',
      'checkout-3',
      'payments-3',
      'email-3',
    ]);
  });

  it('adds environment for all, for a service with its copies, and for one process; the narrowest wins', () => {
    const environment = {
      '*': { KEY_LEASE_MS: '1', LOG_LEVEL: 'warn' },
      checkout: { KEY_LEASE_MS: '2', TZ: 'UTC' },
      'checkout-2': { KEY_LEASE_MS: '3' },
    };
    const plan = processes({ copies: 2, environment });
    const lease = (name: string): string | undefined => plan.get(name)?.env['KEY_LEASE_MS'];
    expect(['payments', 'checkout', 'checkout-2'].map(lease)).toEqual(['1', '2', '3']);
    expect(plan.get('checkout-2')?.env).toMatchObject({ LOG_LEVEL: 'warn', TZ: 'UTC' });
  });

  it('lets only processes with an environment of their own take timings from it', () => {
    const options = (environment: Required<StackSettings>['environment']) =>
      ['checkout', 'payments'].map((name) => processes({ environment }).get(name)?.env['NODE_OPTIONS']);
    expect(options({ checkout: { KEY_LEASE_MS: '2' } })).toEqual([
      expect.stringContaining('--import='),
      undefined,
    ]);
    expect(options({})).toEqual([undefined, undefined]);
  });

  it('lets every service take timings if this program is prepared', () => {
    const environment = jest.replaceProperty(process, 'env', prepared({ RECONCILE_MIN_AGE_MS: '0' }));
    const services = [...processes({}).values()].filter(({ kind }) => kind === 'service');
    environment.restore();
    expect(services.length).toBeGreaterThan(3);
    for (const { env } of services) {
      expect(env['NODE_OPTIONS']).toContain('--import=');
      expect(env['RECONCILE_MIN_AGE_MS']).toBe('0');
    }
  });

  it('runs an extra service with its migrations and addresses, and gives its address to its callers', () => {
    const plan = processes({ extraServices: [loyalty], copies: 2 });
    expect(plan.get('migrate-loyalty')?.args).toEqual([
      expect.stringMatching(/\/apps\/loyalty\/dist\/migrate\.js$/),
    ]);
    expect(plan.get('loyalty')).toMatchObject({
      args: [expect.stringMatching(/\/apps\/loyalty\/dist\/main\.js$/)],
      dependsOn: ['migrate-loyalty'],
      env: {
        PORT: '3005',
        POINTS_PER_EURO: '2',
        DATABASE_URL: expect.stringMatching(/\/loyalty$/),
        QUEUE_URL: expect.stringMatching(/^redis:/),
        PAYMENTS_URL: expect.stringMatching(/^http:/),
        API_KEYS:
          'checkout:checkout-key:charge+read,operator:operator-key:read+refund+ledger+reconcile,ops:ops-key:ops',
      },
    });
    const urls = ['checkout', 'checkout-2'].map((name) => plan.get(name)?.env['LOYALTY_URL']);
    expect(new Set(urls).size).toBe(2);
    expect(plan.get('payments')?.env).not.toHaveProperty('LOYALTY_URL');
  });
});
