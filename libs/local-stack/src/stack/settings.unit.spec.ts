import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { portPlan } from './ports.ts';
import { CannotStart, readSettings } from './settings.ts';

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
  it('counts from the base', () => {
    const { checkout, stripeSimulator, mailInbox, smtp, postgres, redis } = portPlan(3_000);
    expect([checkout, stripeSimulator, mailInbox, smtp, postgres, redis]).toEqual([
      3001, 3010, 3030, 3031, 3040, 3041,
    ]);
  });
});

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toMatchObject({
      portBase: 3000,
      dataDir: path.join(repositoryRoot, '.local'),
      databaseUrl: undefined,
      redisUrl: undefined,
      logLevel: 'info',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readSettings({ PORT_BASE: '', REDIS_URL: ' ' })).toEqual(readSettings({}));
  });

  it.each(['1024', '65494'])('accepts PORT_BASE %s', (PORT_BASE) => {
    expect(problemsOf({ PORT_BASE })).toEqual([]);
  });

  it.each(['1023', '65495', '-1', '3000.5', '3e3', '0x1000', 'web'])('refuses PORT_BASE %s', (PORT_BASE) => {
    expect(problemsOf({ PORT_BASE })).toEqual([
      `PORT_BASE is "${PORT_BASE}": it must be a whole number from 1024 to 65494`,
    ]);
  });

  it('refuses a DATA_DIR that cannot be a folder', () => {
    expect(problemsOf({ DATA_DIR: `${import.meta.filename}/data` })).toEqual([
      expect.stringContaining('is not a folder that you may write to'),
    ]);
  });

  it.each([
    ['DATABASE_URL', 'localhost:5432'],
    ['DATABASE_URL', 'mysql://root@127.0.0.1/shop'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
  ])('refuses a %s of another kind', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringContaining(`${name} is no address of the form`),
    ]);
  });

  it('keeps passwords out of its complaints', () => {
    expect(problemsOf({ DATABASE_URL: 'postgress://shop:s3cret@db/shop' }).join()).not.toContain('s3cret');
  });

  it.each(['lab', 'lab:', ':secret', 'lab:a,b'])('refuses EXTRA_API_KEYS "%s"', (EXTRA_API_KEYS) => {
    expect(problemsOf({ EXTRA_API_KEYS })).toEqual([
      'EXTRA_API_KEYS is not of the form name:secret,name:secret',
    ]);
  });

  it('reports all problems at once', () => {
    expect(
      problemsOf({ PORT_BASE: 'x', DATABASE_URL: 'x', REDIS_URL: 'x', EXTRA_API_KEYS: 'x' }),
    ).toHaveLength(4);
  });
});
