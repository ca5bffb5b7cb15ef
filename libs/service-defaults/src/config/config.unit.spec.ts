import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { httpUrl, postgresUrl, readConfig, serviceSettings } from './config.ts';
import { secret } from '../access/secrets.ts';
import { refusalOf as refusalIn } from './config.fixture.ts';

const schema = z.object({ ...serviceSettings, DATABASE_URL: postgresUrl, TOKEN: secret });
const complete = {
  PORT: '3001',
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/checkout',
  TOKEN: 't0ken-of-these-tests-alone',
};

const refusalOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  refusalIn(schema, environment);

describe('readConfig', () => {
  it('gives typed settings with their defaults', () => {
    expect(readConfig('checkout', schema, complete)).toMatchObject({
      PORT: 3001,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      API_KEYS: [],
      EXTRA_API_KEYS: [],
      MAX_IN_FLIGHT: 500,
      MAX_EVENT_LOOP_DELAY_MS: 500,
    });
  });

  it('freezes the settings', () => {
    expect(Object.isFrozen(readConfig('checkout', schema, complete))).toBe(true);
  });

  it('ignores variables that are none of its settings', () => {
    expect(readConfig('checkout', schema, { ...complete, HOME: '/root' })).not.toHaveProperty('HOME');
  });

  describe('when several settings are wrong', () => {
    it('reports all of them together, with the name of the service', () => {
      const message = refusalOf({ PORT: '70000', LOG_LEVEL: 'loud', API_KEYS: 'nameless' });
      expect(message).toMatch(/^checkout cannot start: 5 invalid setting\(s\):\n/);
      expect(
        message
          .match(/^ {2}[A-Z_]+(?=: )/gm)
          ?.map((name) => name.trim())
          .sort(),
      ).toEqual(['API_KEYS', 'DATABASE_URL', 'LOG_LEVEL', 'PORT', 'TOKEN']);
    });

    it('repeats no value', () => {
      const message = refusalOf({
        PORT: 'p0rt',
        LOG_LEVEL: 'l0ud',
        API_KEYS: 'public:s3cret',
        DATABASE_URL: 'mysql://root:s3cret@db/shop',
        TOKEN: '',
      });
      expect(message).not.toMatch(/p0rt|l0ud|s3cret|mysql/);
    });
  });

  it.each([
    ['absent', {}],
    ['empty', { DATABASE_URL: '', PORT: '', TOKEN: '' }],
    ['blank', { DATABASE_URL: ' ', PORT: '  ', TOKEN: '\t' }],
    ['undefined', { DATABASE_URL: undefined, PORT: undefined, TOKEN: undefined }],
  ])('says "must be set" of a needed setting that is %s', (_, environment) => {
    expect(refusalOf(environment).match(/: must be set$/gm)).toHaveLength(3);
  });

  it('lets an empty optional setting fall back to its default', () => {
    expect(readConfig('checkout', schema, { ...complete, HOST: '', LOG_LEVEL: '' })).toMatchObject({
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    });
  });

  it.each(['-1', '65536', '30.5', 'x', '1e99'])('refuses the port %p', (PORT) => {
    expect(refusalOf({ ...complete, PORT })).toMatch(/^ {2}PORT: /m);
  });

  it.each([
    ['MAX_IN_FLIGHT', ['0', '-1', '1.5', '100001', 'x', 'Infinity'], ['1', '100000']],
    ['MAX_EVENT_LOOP_DELAY_MS', ['0', '49', '250.5', '60001', 'x', 'Infinity'], ['50', '60000']],
  ])('takes a %s within its limits only', (name, wrong, right) => {
    for (const value of wrong)
      expect(refusalOf({ ...complete, [name]: value })).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    for (const value of right)
      expect(readConfig('checkout', schema, { ...complete, [name]: value })).toHaveProperty(
        name,
        Number(value),
      );
  });
});

describe('postgresUrl', () => {
  it.each([
    'postgres://u:p@db:5432/checkout',
    'postgresql://db/checkout?sslmode=require',
    'postgres:///x?host=/tmp',
  ])('accepts %s', (url) => expect(postgresUrl.safeParse(url).success).toBe(true));

  it.each(['postgres://u:p@db:5432', 'postgres://db/', 'mysql://db/checkout', 'db', ''])(
    'refuses %p',
    (url) => {
      expect(postgresUrl.safeParse(url).success).toBe(false);
    },
  );
});

describe('httpUrl', () => {
  it.each(['http://127.0.0.1:3002', 'https://payments.example/base'])('accepts %s', (url) =>
    expect(httpUrl.safeParse(url).success).toBe(true),
  );

  it.each([
    'ftp://payments',
    '127.0.0.1:3002',
    'payments:3002',
    'http:payments:3002',
    '//payments',
    'https://shop.example/?lang=en',
    'https://shop.example/#top',
  ])('refuses %p', (url) => expect(httpUrl.safeParse(url).success).toBe(false));

  it('is not refined if it does not parse', () => {
    const origin = httpUrl.refine((url) => new URL(url).pathname === '/');
    expect(origin.safeParse('http://payments:3002x').success).toBe(false);
  });
});
