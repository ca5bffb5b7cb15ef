import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { portPlan } from './ports.ts';
import { CannotStart, readDataDir, readSettings, withListedServices } from './settings.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof CannotStart) return error.problems;
    throw error;
  }
}

describe('portPlan', () => {
  it('are offsets from the base', () => {
    const { checkout, stripeSimulator, mailInbox, smtp, postgres, redis } = portPlan(3_000);
    expect([checkout, stripeSimulator, mailInbox, smtp, postgres, redis]).toEqual([
      3001, 3010, 3030, 3031, 3040, 3041,
    ]);
  });
});

const pages = { STRIPE_PUBLISHABLE_KEY: 'pk_test_1' };
const test = { ...pages, STRIPE_SECRET_KEY: 'sk_test_1' };

describe('readSettings', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'holdfast-settings-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has a default for everything', () => {
    expect(readSettings({})).toMatchObject({
      portBase: 3000,
      dataDir: path.join(repositoryRoot, '.local'),
      databaseUrl: undefined,
      redisUrl: undefined,
      logLevel: 'info',
      failureLab: 'on',
      storefront: 'on',
      copies: 1,
      extraServices: [],
    });
  });

  it('treats an empty variable as absent', () => {
    expect(readSettings({ PORT_BASE: '', REDIS_URL: ' ' })).toEqual(readSettings({}));
  });

  it.each(['1024', '65336'])('accepts PORT_BASE %s', (PORT_BASE) => {
    expect(problemsOf({ PORT_BASE })).toEqual([]);
  });

  it.each(['1023', '65337', '-1', '3000.5', '3e3', '0x1000', 'web'])('refuses PORT_BASE %s', (PORT_BASE) => {
    expect(problemsOf({ PORT_BASE })).toEqual([
      `PORT_BASE is "${PORT_BASE}": it must be a whole number from 1024 to 65336`,
    ]);
  });

  it('refuses a DATA_DIR that cannot be a folder', () => {
    expect(problemsOf({ DATA_DIR: `${import.meta.filename}/data` })).toEqual([
      expect.stringContaining('is not a writable folder'),
    ]);
  });

  it.each([
    ['DATABASE_URL', 'localhost:5432'],
    ['DATABASE_URL', 'mysql://root@127.0.0.1/shop'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
  ])('refuses a %s with another protocol', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`${name} must have the form`)]);
  });

  it('keeps passwords out of its problems', () => {
    expect(problemsOf({ DATABASE_URL: 'postgress://shop:s3cret@db/shop' }).join()).not.toContain('s3cret');
  });

  it.each(['lab', 'lab:', ':secret', 'lab:a,b'])('refuses EXTRA_API_KEYS "%s"', (EXTRA_API_KEYS) => {
    expect(problemsOf({ EXTRA_API_KEYS })).toEqual([
      'EXTRA_API_KEYS must have the form name:secret,name:secret',
    ]);
  });

  it.each(['http://127.0.0.1:5173', 'https://shop.example/en'])('accepts SHOP_URL %s', (SHOP_URL) => {
    expect(readSettings({ SHOP_URL }).shopUrl).toBe(SHOP_URL);
  });

  it.each(['shop.example', 'ftp://shop.example', 'https://shop.example/?from=1'])(
    'refuses SHOP_URL %s',
    (SHOP_URL) => {
      expect(problemsOf({ SHOP_URL })).toEqual([
        `SHOP_URL is "${SHOP_URL}": it must be an http or https address without ? or #`,
      ]);
    },
  );

  it.each([
    ['FAILURE_LAB', 'yes', 'FAILURE_LAB is "yes": it must be on or off'],
    ['STOREFRONT', 'no', 'STOREFRONT is "no": it must be on or off'],
    ['COPIES', '0', 'COPIES is "0": it must be a whole number from 1 to 4'],
    ['COPIES', '5', 'COPIES is "5": it must be a whole number from 1 to 4'],
    ['COPIES', 'two', 'COPIES is "two": it must be a whole number from 1 to 4'],
  ])('refuses %s=%s', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([problem]);
  });

  it('accepts a Stripe test key and several webhook secrets', () => {
    const secretKey = 'sk_test_0123456789abcdef';
    const given = { ...pages, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: 'whsec_new,whsec_old' };
    expect(readSettings(given).stripe).toEqual({
      secretKey,
      publishableKey: 'pk_test_1',
      webhookSecret: 'whsec_new,whsec_old',
      apiUrl: undefined,
    });
    expect(readSettings({}).stripe).toBeUndefined();
  });

  it('accepts a live key only with ALLOW_LIVE_PAYMENTS=yes', () => {
    const live = {
      STRIPE_SECRET_KEY: 'sk_live_0123456789abcdef',
      STRIPE_PUBLISHABLE_KEY: 'pk_live_1',
    };
    expect(problemsOf(live)).toEqual([expect.stringContaining('ALLOW_LIVE_PAYMENTS=yes')]);
    expect(problemsOf({ ...live, ALLOW_LIVE_PAYMENTS: 'true' })).toHaveLength(1);
    expect(problemsOf({ ...live, ALLOW_LIVE_PAYMENTS: 'yes' })).toEqual([]);
  });

  it.each([
    [{ ...pages, STRIPE_SECRET_KEY: 'pk_test_0123456789abcdef' }, 'is a publishable key'],
    [{ ...pages, STRIPE_SECRET_KEY: 'hunter2' }, 'must have the form sk_test_'],
    [{ ...test, STRIPE_API_URL: 'stripe' }, 'STRIPE_API_URL is "stripe"'],
    [{ ...test, STRIPE_WEBHOOK_SECRET: 'whsec_1,' }, 'must be whsec_'],
    [{ STRIPE_SECRET_KEY: 'sk_test_1' }, 'STRIPE_PUBLISHABLE_KEY is missing'],
    [
      { ...test, STRIPE_PUBLISHABLE_KEY: 'sk_test_0123456789abcdef' },
      'is a secret key, which no page may have',
    ],
    [{ ...test, STRIPE_PUBLISHABLE_KEY: 'hunter2' }, 'must have the form pk_test_'],
    [
      { ...test, STRIPE_PUBLISHABLE_KEY: 'pk_live_1' },
      'is for live mode and STRIPE_SECRET_KEY for test mode',
    ],
    [{ STRIPE_PUBLISHABLE_KEY: 'pk_test_1' }, 'STRIPE_SECRET_KEY is not: set both'],
    [{ STRIPE_WEBHOOK_SECRET: 'whsec_1' }, 'STRIPE_SECRET_KEY is not: set both'],
    [{ STRIPE_API_URL: 'http://127.0.0.1:1' }, 'STRIPE_SECRET_KEY is not: set both'],
  ])('refuses %j without repeating the key', (environment, problem) => {
    const problems = problemsOf(environment);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join()).not.toMatch(/0123456789abcdef|hunter2/);
  });

  it('finds the data folder whatever else is wrong', () => {
    const environment = { DATA_DIR: folder, PORT_BASE: 'web', STRIPE_SECRET_KEY: 'pk_test_1' };
    expect(readDataDir(environment)).toBe(folder);
  });

  it('takes the list in the root unless the environment says otherwise', () => {
    expect(withListedServices({ COPIES: '2' }, folder)).toEqual({ COPIES: '2' });
    writeFileSync(path.join(folder, 'extra-services.json'), '[]');
    const EXTRA_SERVICES = 'extra-services.json';
    expect(withListedServices({ COPIES: '2' }, folder)).toEqual({ COPIES: '2', EXTRA_SERVICES });
    expect(withListedServices({ EXTRA_SERVICES: '' }, folder)).toEqual({ EXTRA_SERVICES: '' });
  });

  it('reads extra services from a file', () => {
    const file = path.join(folder, 'services.json');
    const loyalty = { name: 'loyalty', program: 'apps/loyalty/dist/main.js', calls: [] };
    writeFileSync(file, JSON.stringify([loyalty]));
    expect(readSettings({ EXTRA_SERVICES: file }).extraServices).toEqual([loyalty]);
  });

  it.each([
    ['{}', 'it is not a list'],
    ['[{ "name": "loyalty" }]', 'it is not a list'],
    ['[{ "name": "loyalty-2", "program": "a.js" }]', 'it is not a list'],
    ['[{ "name": "loyalty", "program": "a.js", "calls": ["payments"] }]', 'it is not a list'],
    ['[', 'cannot use'],
  ])('refuses %s as extra services', (text, problem) => {
    const file = path.join(folder, 'services.json');
    writeFileSync(file, text);
    expect(problemsOf({ EXTRA_SERVICES: file })).toEqual([expect.stringContaining(problem)]);
  });

  it('refuses a missing file of extra services', () => {
    expect(problemsOf({ EXTRA_SERVICES: 'no-such-file.json' })).toEqual([expect.stringContaining('ENOENT')]);
  });

  it('leaves out the services that a shop can do without', () => {
    expect(readSettings({ WITHOUT_SERVICES: 'recommendations' }).withoutServices).toEqual([
      'recommendations',
    ]);
    expect(problemsOf({ WITHOUT_SERVICES: 'recommendations,checkout, loyalty' })).toEqual([
      'WITHOUT_SERVICES names "checkout": it can leave out only recommendations',
      'WITHOUT_SERVICES names "loyalty": it can leave out only recommendations',
    ]);
  });

  it('refuses to leave out what an extra service calls', () => {
    const file = path.join(folder, 'services.json');
    const calls = [{ role: 'recommendations', variable: 'RECOMMENDATIONS_URL' }];
    writeFileSync(file, JSON.stringify([{ name: 'loyalty', program: 'a.js', calls }]));
    expect(problemsOf({ EXTRA_SERVICES: file, WITHOUT_SERVICES: 'recommendations' })).toEqual([
      'WITHOUT_SERVICES leaves out recommendations, which loyalty of EXTRA_SERVICES needs',
    ]);
  });

  it('reports all problems together', () => {
    expect(
      problemsOf({ PORT_BASE: 'x', DATABASE_URL: 'x', REDIS_URL: 'x', EXTRA_API_KEYS: 'x' }),
    ).toHaveLength(4);
  });
});
