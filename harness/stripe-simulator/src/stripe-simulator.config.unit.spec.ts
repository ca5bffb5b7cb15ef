import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './stripe-simulator.config.ts';

const complete = { PORT: '3010', DATABASE_FILE: 'ledger.sqlite', STRIPE_SECRET_KEY: 'sk_test_x' };

describe('readConfig', () => {
  it('needs a port, a file and a key, and reports all missing settings together', () => {
    expect(() => readConfig({ LOG_LEVEL: 'loud', STRIPE_SECRET_KEY: '' })).toThrow(
      /PORT[^]*LOG_LEVEL[^]*DATABASE_FILE[^]*STRIPE_SECRET_KEY/,
    );
    expect(readConfig(complete)).toMatchObject({ PORT: 3_010, HOST: '127.0.0.1', webhook: undefined });
  });

  it('takes the address that browsers use without a slash at its end', () => {
    expect(readConfig({ ...complete, PUBLIC_URL: 'https://bank.example/' }).PUBLIC_URL).toBe(
      'https://bank.example',
    );
    expect(() => readConfig({ ...complete, PUBLIC_URL: 'bank.example' })).toThrow('PUBLIC_URL: must be');
  });

  it('derives a publishable key from the secret one, which it does not show', () => {
    const { STRIPE_PUBLISHABLE_KEY: derived } = readConfig(complete);
    expect(derived).toMatch(/^pk_test_[0-9a-f]{24}$/);
    expect(readConfig({ ...complete, STRIPE_SECRET_KEY: 'sk_test_y' }).STRIPE_PUBLISHABLE_KEY).not.toBe(
      derived,
    );
    const given = { ...complete, STRIPE_PUBLISHABLE_KEY: 'pk_test_given' };
    expect(readConfig(given).STRIPE_PUBLISHABLE_KEY).toBe('pk_test_given');
    expect(() => readConfig({ ...given, STRIPE_PUBLISHABLE_KEY: 'pk_live_x' })).toThrow('pk_test_');
  });

  it('needs a signing secret if there is a webhook address', () => {
    const WEBHOOK_URL = 'http://127.0.0.1:3002/webhooks/stripe';
    expect(() => readConfig({ ...complete, WEBHOOK_URL })).toThrow('STRIPE_WEBHOOK_SECRET: must be set');
    const { webhook } = readConfig({ ...complete, WEBHOOK_URL, STRIPE_WEBHOOK_SECRET: 'whsec_x' });
    expect(webhook).toEqual({ url: WEBHOOK_URL, secret: 'whsec_x', events: ['*'] });
  });

  it('refuses events without a name', () => {
    expect(() => readConfig({ ...complete, WEBHOOK_EVENTS: 'charge.*' })).toThrow('WEBHOOK_EVENTS: must be');
  });

  it('lists as many entries per page as requested, unless an object has a limit', () => {
    expect(readConfig(complete).PAGE_LIMITS.refund).toBe(Infinity);
    const { PAGE_LIMITS } = readConfig({ ...complete, PAGE_LIMITS: 'refund=2,payment_intent=100' });
    expect(PAGE_LIMITS).toEqual({ refund: 2, payment_intent: 100, dispute: Infinity });
  });

  it.each(['refund', 'refund=0', 'refund=101', 'refund=2;dispute=1', 'charge=2', 'refund=2,'])(
    'refuses %s as a limit per page',
    (PAGE_LIMITS) => {
      expect(() => readConfig({ ...complete, PAGE_LIMITS })).toThrow(
        'PAGE_LIMITS: must be limits from 1 to 100',
      );
    },
  );

  it('refuses a live key without repeating it', () => {
    const read = () => readConfig({ ...complete, STRIPE_SECRET_KEY: 'sk_live_secret' });
    expect(read).toThrow('STRIPE_SECRET_KEY: is a live key');
    expect(read).not.toThrow('sk_live_secret');
  });

  it('reads a setting from a file, and refuses one that is set twice', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-simulator-'));
    const STRIPE_SECRET_KEY_FILE = join(folder, 'key');
    writeFileSync(STRIPE_SECRET_KEY_FILE, 'sk_test_file\n');
    const read = (STRIPE_SECRET_KEY: string) =>
      readConfig({ ...complete, STRIPE_SECRET_KEY, STRIPE_SECRET_KEY_FILE });
    expect(read('')).toMatchObject({ STRIPE_SECRET_KEY: 'sk_test_file' });
    expect(() => read('sk_test_x')).toThrow(/settings:\n {2}STRIPE_SECRET_KEY: is set twice.*$/);
    rmSync(folder, { recursive: true });
  });

  it('accepts .env.example as it is', () => {
    const lines = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8').split('\n');
    const pairs = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/, 2));
    const { webhook } = readConfig(Object.fromEntries(pairs) as Record<string, string>);
    expect(webhook?.url).toBe('http://127.0.0.1:3002/webhooks/stripe');
  });
});
