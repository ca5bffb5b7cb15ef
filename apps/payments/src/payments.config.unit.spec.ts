import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { exampleSettings, settingsIn } from '@holdfast/service-defaults';
import { paymentsSettings, readPaymentsConfig } from './payments.config.ts';

const example = exampleSettings(new URL('../.env.example', import.meta.url));

describe('.env.example of payments', () => {
  it('is accepted once its secrets are replaced', () => {
    expect(readPaymentsConfig(example)).toMatchObject({
      PORT: 3002,
      API_KEYS: [{ caller: 'checkout', scopes: ['charge', 'refund', 'ledger', 'reconcile'] }],
    });
  });

  it('shows every setting and no other', () => {
    expect(Object.keys(example).sort()).toEqual(settingsIn(paymentsSettings).sort());
  });

  it('holds no key that moves money', () => {
    expect(JSON.stringify(example)).not.toMatch(/[sr]k_live_/);
  });
});

describe('readPaymentsConfig', () => {
  it('does not start with what .env.example shows for secrets', () => {
    const asShown = parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8'));
    const read = () => readPaymentsConfig(asShown);
    expect(read).toThrow('API_KEYS: the secret of checkout is a placeholder');
    expect(read).toThrow('STRIPE_SECRET_KEY: is a placeholder');
    expect(read).toThrow('STRIPE_WEBHOOK_SECRET.0: is a placeholder');
  });

  describe('with a key of Stripe that could do harm', () => {
    const live = ['sk_live', 'rk_live'].map((kind) => `${kind}_${'0123456789'.repeat(4)}`);
    const real = { ...example, STRIPE_API_URL: '' };

    it.each(live)('refuses a live key (%s) unless ALLOW_LIVE_PAYMENTS is yes', (STRIPE_SECRET_KEY) => {
      const read = (more: object) => () => readPaymentsConfig({ ...real, STRIPE_SECRET_KEY, ...more });
      expect(read({})).toThrow(
        'STRIPE_SECRET_KEY: is a live key, which moves real money: if that is intended, also set ALLOW_LIVE_PAYMENTS=yes',
      );
      expect(read({ ALLOW_LIVE_PAYMENTS: 'no' })).toThrow('ALLOW_LIVE_PAYMENTS=yes');
      expect(read({ ALLOW_LIVE_PAYMENTS: 'true' })).toThrow('ALLOW_LIVE_PAYMENTS: ');
      expect(read({})).not.toThrow(STRIPE_SECRET_KEY);
      expect(read({ ALLOW_LIVE_PAYMENTS: 'yes' })).not.toThrow();
    });

    it.each(live)('never sends a live key (%s) over plain http', (STRIPE_SECRET_KEY) => {
      const read = (STRIPE_API_URL: string) => () =>
        readPaymentsConfig({ ...real, STRIPE_SECRET_KEY, ALLOW_LIVE_PAYMENTS: 'yes', STRIPE_API_URL });
      expect(read('http://stripe.internal')).toThrow('STRIPE_API_URL: is plain http');
      expect(read('HTTP://stripe.internal')).toThrow('STRIPE_API_URL: is plain http');
      expect(read('https://stripe.internal')).not.toThrow();
    });

    it('says so of a live key that is too short as well', () => {
      const read = () => readPaymentsConfig({ ...real, STRIPE_SECRET_KEY: 'sk_live_1' });
      expect(read).toThrow('is shorter than 24 characters');
      expect(read).toThrow('ALLOW_LIVE_PAYMENTS=yes');
    });

    it('refuses a publishable key, which cannot charge', () => {
      const STRIPE_SECRET_KEY = `pk_test_${'0123456789'.repeat(4)}`;
      expect(() => readPaymentsConfig({ ...real, STRIPE_SECRET_KEY })).toThrow(
        'STRIPE_SECRET_KEY: is a publishable key (pk_…), which cannot charge',
      );
    });
  });

  it.each([
    ['KEY_OWNER_LEASE_MS', '2999', 'at least three times KEY_OWNER_RENEW_MS'],
    ['KEY_ABSENCE_GRACE_MS', '3500', 'more than STRIPE_DEADLINE_MS'],
    ['RELAY_LEASE_MS', '9999', 'at least 2 × QUEUE_CONNECT_TIMEOUT_MS'],
    ['BREAKER_OPEN_CAP_MS', '500', 'set both or neither'],
  ])('refuses %s=%s, which contradicts another setting', (name, value, relation) => {
    expect(() => readPaymentsConfig({ ...example, [name]: value })).toThrow(relation);
  });

  it('reports all missing settings and conflicts together', () => {
    expect(() => readPaymentsConfig({ KEY_LEASE_MS: '6000' })).toThrow(
      /^payments cannot start: 7 invalid setting\(s\):\n[^]*KEY_LEASE_MS: [^]*API_KEYS: must name at least one caller/,
    );
  });

  it('refuses a lease that could expire during a call to Stripe', () => {
    const read = (lease: string) => readPaymentsConfig({ ...example, KEY_LEASE_MS: lease });
    expect(() => read('10500')).toThrow('KEY_LEASE_MS: must be more than three times STRIPE_DEADLINE_MS');
    expect(read('10501').KEY_LEASE_MS).toBe(10_501);
  });

  it('refuses an attempt that may take longer than all attempts together', () => {
    const read = (timeout: string) => readPaymentsConfig({ ...example, STRIPE_TIMEOUT_MS: timeout });
    expect(() => read('3501')).toThrow('STRIPE_TIMEOUT_MS: must not be more than STRIPE_DEADLINE_MS');
    expect(read('3500').STRIPE_TIMEOUT_MS).toBe(3_500);
  });

  it('refuses a deadline past the 30 s that a call may take', () => {
    const read = () =>
      readPaymentsConfig({ ...example, STRIPE_DEADLINE_MS: '30001', KEY_LEASE_MS: '600000' });
    expect(read).toThrow('STRIPE_DEADLINE_MS');
  });

  it('accepts several webhook secrets, but no empty one', () => {
    const read = (text: string) => readPaymentsConfig({ ...example, STRIPE_WEBHOOK_SECRET: text });
    const all = ['whsec_of_these_tests_alone_new', 'whsec_of_these_tests_alone_old'];
    expect(read(all.join(', ')).STRIPE_WEBHOOK_SECRET).toEqual(all);
    expect(() => read(`${all[0]},`)).toThrow('STRIPE_WEBHOOK_SECRET: must be one secret, or several');
  });

  it('refuses a weak webhook secret, even beside a strong one', () => {
    const read = (weak: string) => () =>
      readPaymentsConfig({ ...example, STRIPE_WEBHOOK_SECRET: `whsec_of_these_tests_alone_new,${weak}` });
    expect(read('whsec_1')).toThrow('STRIPE_WEBHOOK_SECRET.1: is shorter than 24 characters');
    expect(read('whsec_change_me')).toThrow('STRIPE_WEBHOOK_SECRET.1: is a placeholder');
  });

  it('defaults to Stripe itself without an address', () => {
    expect(readPaymentsConfig({ ...example, STRIPE_API_URL: '' }).STRIPE_API_URL).toBeUndefined();
  });

  it('refuses to send a charge again when Stripe may have forgotten its key', () => {
    const read = (limit: string) => readPaymentsConfig({ ...example, SETTLE_LIMIT_HOURS: limit });
    expect(() => read('24')).toThrow('SETTLE_LIMIT_HOURS');
    expect(read('23').SETTLE_LIMIT_HOURS).toBe(23);
  });

  it('refuses an overlap shorter than the minimum age', () => {
    const read = (bound: string) => readPaymentsConfig({ ...example, RECONCILE_MIN_AGE_MS: bound });
    expect(() => read('3600000')).toThrow('RECONCILE_OVERLAP_MS: must be more than RECONCILE_MIN_AGE_MS');
    expect(read('3599999')).toMatchObject({ RECONCILE_REPAIR: true });
  });

  it('refuses a lease of reconciliation that ends during a slow read', () => {
    const read = (lease: string) => readPaymentsConfig({ ...example, RECONCILE_LEASE_MS: lease });
    expect(() => read('3500')).toThrow('RECONCILE_LEASE_MS: must be more than STRIPE_DEADLINE_MS');
    expect(read('3501').RECONCILE_LEASE_MS).toBe(3_501);
    expect(read('').RECONCILE_LEASE_MS).toBe(60_000);
  });

  it('repeats no secret', () => {
    const read = () => readPaymentsConfig({ ...example, PORT: 'x', API_KEYS: 'public:s3cret' });
    expect(read).toThrow('API_KEYS');
    expect(read).not.toThrow('s3cret');
  });
});
