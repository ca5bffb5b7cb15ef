import { describe, expect, it } from '@jest/globals';
import { exampleSettings, settingsIn } from '@holdfast/service-defaults';
import { checkoutSettings, readCheckoutConfig } from './checkout.config.ts';

const example = exampleSettings(new URL('../.env.example', import.meta.url));

describe('.env.example of checkout', () => {
  it('is accepted once its placeholders are replaced', () => {
    expect(readCheckoutConfig(example)).toMatchObject({ PORT: 3001, PAYMENTS_URL: 'http://127.0.0.1:3002' });
  });

  it('lists exactly the settings of the schema', () => {
    expect(Object.keys(example).sort()).toEqual(settingsIn(checkoutSettings).sort());
  });

  it('shows the actual defaults', () => {
    const { PORT, DATABASE_URL, QUEUE_URL, PAYMENTS_URL, PAYMENTS_API_KEY, ...rest } = example;
    const { RECOMMENDATIONS_URL, RECOMMENDATIONS_API_KEY, ORDER_TOKEN_SECRETS } = rest;
    const needed = { PORT, DATABASE_URL, QUEUE_URL, PAYMENTS_URL, PAYMENTS_API_KEY };
    const defaults = readCheckoutConfig({
      ...needed,
      RECOMMENDATIONS_URL,
      RECOMMENDATIONS_API_KEY,
      ORDER_TOKEN_SECRETS,
    });
    const { CACHE_URL, ...shown } = readCheckoutConfig(example);
    expect(CACHE_URL).toMatch(/^redis:/);
    expect({ ...shown, LOG_FORMAT: defaults.LOG_FORMAT }).toEqual(defaults);
  });
});

describe('readCheckoutConfig', () => {
  it('reports all missing settings together', () => {
    expect(() => readCheckoutConfig({})).toThrow(/^checkout cannot start: 6 invalid setting\(s\):\n/);
  });

  it.each([
    'shop.example',
    'javascript:alert(1)',
    'https://shop.example/?lang=en',
    'https://shop.example/#/',
  ])('refuses %s as the address of the shop', (shopUrl) => {
    expect(() => readCheckoutConfig({ ...example, SHOP_URL: shopUrl })).toThrow(/SHOP_URL: must/);
  });

  it('refuses a lease shorter than the payment deadline', () => {
    const read = (lease: string) => readCheckoutConfig({ ...example, KEY_LEASE_MS: lease });
    expect(() => read('5000')).toThrow('KEY_LEASE_MS: must be more than PAYMENTS_DEADLINE_MS');
    expect(read('5001').KEY_LEASE_MS).toBe(5001);
  });

  it.each([
    ['KEY_OWNER_LEASE_MS', '2999', 'at least three times KEY_OWNER_RENEW_MS'],
    ['KEY_ABSENCE_GRACE_MS', '5000', 'more than PAYMENTS_DEADLINE_MS'],
    ['RELAY_LEASE_MS', '9999', 'at least 2 × QUEUE_CONNECT_TIMEOUT_MS'],
    ['BREAKER_OPEN_MS', '500', 'not be more than BREAKER_OPEN_CAP_MS'],
  ])('refuses %s=%s, which contradicts another setting', (name, value, relation) => {
    expect(() => readCheckoutConfig({ ...example, [name]: value })).toThrow(
      new RegExp(`${name}: .*${relation}`),
    );
  });

  it('refuses an attempt timeout longer than the deadline', () => {
    const read = (attempt: string) =>
      readCheckoutConfig({ ...example, PAYMENTS_ATTEMPT_TIMEOUT_MS: attempt });
    expect(() => read('5001')).toThrow(
      'PAYMENTS_ATTEMPT_TIMEOUT_MS: must not be more than PAYMENTS_DEADLINE_MS',
    );
    expect(read('5000').PAYMENTS_ATTEMPT_TIMEOUT_MS).toBe(5000);
  });

  it('reports conflicting settings together with missing ones', () => {
    const wrong = { ...example, DATABASE_URL: '', KEY_LEASE_MS: '4000', LOG_LEVEL: 'loud' };
    expect(() => readCheckoutConfig(wrong)).toThrow(
      /3 invalid setting\(s\)[^]*DATABASE_URL: must be set[^]*KEY_LEASE_MS: must be more than/,
    );
  });

  it('does not check relations of an invalid setting', () => {
    expect(() => readCheckoutConfig({ ...example, PAYMENTS_DEADLINE_MS: 'soon' })).toThrow(
      / 1 invalid setting\(s\)/,
    );
  });

  it('needs a key for recommendations only if the shop has it', () => {
    const read = (url: string) =>
      readCheckoutConfig({ ...example, RECOMMENDATIONS_URL: url, RECOMMENDATIONS_API_KEY: '' });
    expect(() => read('http://127.0.0.1:3004')).toThrow('RECOMMENDATIONS_API_KEY: is required');
    expect(read('').RECOMMENDATIONS_URL).toBeUndefined();
  });

  it('refuses a limit shorter than that of payments', () => {
    const read = (own: string, payments: string) =>
      readCheckoutConfig({ ...example, SETTLE_LIMIT_HOURS: own, PAYMENTS_SETTLE_LIMIT_HOURS: payments });
    expect(() => read('22', '22')).toThrow(
      'SETTLE_LIMIT_HOURS: must be more than PAYMENTS_SETTLE_LIMIT_HOURS',
    );
    expect(read('23', '22').SETTLE_LIMIT_HOURS).toBe(23);
  });

  it('refuses an overlap that would skip differences that were too recent', () => {
    const read = (bound: string) => readCheckoutConfig({ ...example, RECONCILE_MIN_AGE_MS: bound });
    expect(() => read('3600000')).toThrow('RECONCILE_OVERLAP_MS: must be more than RECONCILE_MIN_AGE_MS');
    expect(read('3599999')).toMatchObject({ RECONCILE_REPAIR: true });
  });

  it('refuses a lease of reconciliation that ends during a slow read', () => {
    const read = (lease: string) => readCheckoutConfig({ ...example, RECONCILE_LEASE_MS: lease });
    expect(() => read('5000')).toThrow('RECONCILE_LEASE_MS: must be more than PAYMENTS_DEADLINE_MS');
    expect(read('5001').RECONCILE_LEASE_MS).toBe(5_001);
    expect(read('').RECONCILE_LEASE_MS).toBe(60_000);
  });
});
