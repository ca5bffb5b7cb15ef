import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readMigrations } from './migrations.config.ts';

const lines = readFileSync(path.join(import.meta.dirname, '../.env.example'), 'utf8').split('\n');
const example = Object.fromEntries(
  lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/, 2)),
) as Record<string, string>;
/** Those that have an owner there. */
const services = lines.flatMap((line) => /^([A-Z]+)_MIGRATIONS_URL=/.exec(line)?.[1]?.toLowerCase() ?? []);

describe('readMigrations', () => {
  it('accepts .env.example as it stands', () => {
    const { adminUrl, databases, owners } = readMigrations(example);
    expect(adminUrl).toBe('postgres://postgres:change-me@127.0.0.1:3040/postgres');
    expect(databases).toHaveLength(services.length);
    expect(owners.map(({ service }) => service)).toEqual(services);
    expect(services).toEqual(expect.arrayContaining(['checkout', 'payments', 'email', 'recommendations']));
  });

  it('takes every service that has settings, also in files', () => {
    const url = 'postgres://lanterns_migrations@db/lanterns';
    const { owners } = readMigrations({ ...example, LANTERNS_MIGRATIONS_URL: url, DATABASE_ADMIN_URL: '' });
    expect(owners.at(-1)).toEqual({ service: 'lanterns', url });
    expect(() => readMigrations({ ...example, LANTERNS_MIGRATIONS_URL_FILE: '/no/such/file' })).toThrow(
      'LANTERNS_MIGRATIONS_URL_FILE',
    );
    expect(() =>
      readMigrations({ ...example, LANTERNS_DATABASE_URL: 'postgres://lanterns@db/lanterns' }),
    ).toThrow('LANTERNS_MIGRATIONS_URL: must be set when LANTERNS_DATABASE_URL is');
  });

  it('takes user, password and database of either address', () => {
    const { databases } = readMigrations({
      ...example,
      CHECKOUT_MIGRATIONS_URL: 'postgres://shop%20owner:p%2Fw@db/shop',
      CHECKOUT_DATABASE_URL: 'postgres://shop@lab:3052/shop',
    });
    expect(databases[0]).toEqual({
      name: 'shop',
      owner: { name: 'shop owner', password: 'p/w' },
      user: { name: 'shop', password: undefined },
      readers: [{ name: 'observer', password: 'change-me' }],
    });
  });

  it('has no reader unless one is set', () => {
    const { databases } = readMigrations({ ...example, OBSERVER_DATABASE_URL: '' });
    expect(databases.map(({ readers }) => readers)).toEqual(services.map(() => undefined));
  });

  it('needs nothing but the owners when databases and users are there', () => {
    const owners = Object.entries(example).filter(([name]) => name.endsWith('_MIGRATIONS_URL'));
    expect(readMigrations(Object.fromEntries(owners))).toMatchObject({ adminUrl: undefined, databases: [] });
  });

  it('leaves out recommendations in a shop without it, and nothing else', () => {
    const { RECOMMENDATIONS_MIGRATIONS_URL, RECOMMENDATIONS_DATABASE_URL, ...others } = example;
    const { databases, owners } = readMigrations(others);
    expect(owners.map(({ service }) => service)).toEqual(
      services.filter((service) => service !== 'recommendations'),
    );
    expect(databases).toHaveLength(owners.length);
    expect(RECOMMENDATIONS_MIGRATIONS_URL).toBeDefined();
    expect(() => readMigrations({ ...others, RECOMMENDATIONS_DATABASE_URL })).toThrow(
      'RECOMMENDATIONS_MIGRATIONS_URL: must be set when RECOMMENDATIONS_DATABASE_URL is',
    );
  });

  it('reports all missing settings together', () => {
    const { DATABASE_ADMIN_URL } = example;
    expect(() => readMigrations({})).toThrow(
      /3 invalid setting\(s\)[^]*CHECKOUT_MIGRATIONS_URL: must be set/,
    );
    expect(() => readMigrations({ ...example, EMAIL_DATABASE_URL: '', DATABASE_ADMIN_URL })).toThrow(
      'EMAIL_DATABASE_URL: must be set when DATABASE_ADMIN_URL is',
    );
  });
});
