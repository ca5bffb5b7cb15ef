import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, readConfig } from './failure-lab.config.ts';

const app = path.join(import.meta.dirname, '..');
const example = parseEnv(readFileSync(path.join(app, '.env.example'), 'utf8'));

describe('.env.example', () => {
  it('names a file that the lab starts with', () => {
    const file = path.join(app, '../..', example['LAB_CONFIG'] ?? '');
    const { controlPort, host, edges } = readConfig({ LAB_CONFIG: file });
    expect({ controlPort, host }).toEqual({ controlPort: 3020, host: '127.0.0.1' });
    expect(edges.map(({ edge }) => edge)).toEqual(['checkout->payments', 'checkout->postgres']);
  });
});

describe('readConfig', () => {
  it('says what it cannot read', () => {
    expect(() => readConfig({})).toThrow(/LAB_CONFIG must name a JSON file/);
    expect(() => readConfig({ LAB_CONFIG: '/nowhere.json' })).toThrow(ConfigError);
    expect(() => readConfig({ LAB_CONFIG: import.meta.filename })).toThrow(/cannot be read/);
  });

  it('takes secrets from a file of their own, and addresses for a browser from settings', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-lab-'));
    const [LAB_CONFIG, LAB_OBSERVE] = [path.join(folder, 'lab.json'), path.join(folder, 'observe.json')];
    writeFileSync(LAB_CONFIG, JSON.stringify({ controlPort: 3020, edges: [] }));
    const observe = {
      target: 'containers',
      portBase: 3000,
      services: { checkout: 'http://checkout:3001' },
      shopUrl: 'http://storefront:3000',
      simulatorUrl: 'http://stripe-simulator:3010',
      inboxUrl: 'http://mail:1080',
      redisUrl: 'redis://:secret@redis:6379',
      postgresUrl: 'postgres://observer:secret@postgres:5432/checkout',
      operatorKey: 'key',
      stripeSecretKey: 'sk_test_key',
    };
    writeFileSync(LAB_OBSERVE, JSON.stringify(observe));
    const given = { LAB_CONFIG, LAB_OBSERVE, SHOP_URL: 'http://127.0.0.1:3000', SIMULATOR_URL: '' };
    try {
      expect(readConfig({ ...given, COPIES: '2' }).observe).toEqual({
        ...observe,
        copies: 2,
        commit: null,
        extraServices: [],
        simulatorUrl: null,
        links: { shop: 'http://127.0.0.1:3000' },
      });
      expect(() => readConfig({ ...given, COPIES: 'two', INBOX_URL: 'inbox' })).toThrow(
        /observe.copies.*\n.*observe.links.inbox: must be an http/,
      );
      expect(() => readConfig({ ...given, LAB_OBSERVE: '/nowhere.json' })).toThrow(
        /LAB_OBSERVE=.nowhere.json cannot be read/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reports all problems of what it observes together', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-lab-'));
    const file = path.join(folder, 'lab.json');
    const observe = {
      target: 'moon',
      services: { Checkout: 'http://127.0.0.1:3001', payments: 'ftp://127.0.0.1' },
      redisUrl: 'http://127.0.0.1',
      postgresUrl: null,
    };
    writeFileSync(file, JSON.stringify({ controlPort: 3020, edges: [], observe }));
    try {
      expect(() => readConfig({ LAB_CONFIG: file })).toThrow(
        /target.*\n.*portBase.*\n.*services.Checkout.*\n.*services.payments: must be an http.*\n.*shopUrl.*\n.*simulatorUrl.*\n.*inboxUrl.*\n.*redisUrl: must be a redis.*\n.*postgresUrl.*\n.*operatorKey.*\n.*stripeSecretKey/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a front door that does not speak HTTP', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-lab-'));
    const file = path.join(folder, 'lab.json');
    const edge = { from: 'checkout', protocol: 'redis', port: 3053, frontDoor: { readyPath: 'ready' } };
    const upstreams = [{ name: 'redis', host: 'redis', port: 6379 }];
    writeFileSync(
      file,
      JSON.stringify({
        controlPort: 3020,
        edges: [{ ...edge, edge: 'checkout->redis', to: 'redis', upstreams }],
      }),
    );
    try {
      expect(() => readConfig({ LAB_CONFIG: file })).toThrow(/readyPath: must be a path/);
      writeFileSync(file, readFileSync(file, 'utf8').replace('"ready"', '"/ready"'));
      expect(() => readConfig({ LAB_CONFIG: file })).toThrow(/checkout->redis: a front door speaks http/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
