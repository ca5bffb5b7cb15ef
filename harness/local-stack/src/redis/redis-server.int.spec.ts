import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../process/free-port.ts';
import { type ManagedProcess } from '../process/managed-process.ts';
import { findOrFetchRedis } from './debian-redis.ts';
import { findRedis, startRedis } from './redis-server.ts';

describe('startRedis', () => {
  let dataDir: string;
  let server: ManagedProcess;
  let port: number;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-redis-'));
    port = await freePort();
    server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  });
  afterAll(async () => {
    await server.kill();
    rmSync(dataDir, { recursive: true });
  });

  const withRedis = async <T>(use: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(port, '127.0.0.1');
    try {
      return await use(redis);
    } finally {
      redis.disconnect();
    }
  };

  it('evicts nothing, as BullMQ requires, and keeps an append-only file', async () => {
    const settings = await withRedis((redis) =>
      redis.config('GET', 'maxmemory-policy', 'appendonly', 'appendfsync'),
    );
    expect(settings).toEqual(
      expect.arrayContaining([
        'maxmemory-policy',
        'noeviction',
        'appendonly',
        'yes',
        'appendfsync',
        'everysec',
      ]),
    );
  });

  it('keeps its data over a restart', async () => {
    await withRedis((redis) => redis.set('order', 'paid'));
    await server.stop();
    await server.start();
    expect(await withRedis((redis) => redis.get('order'))).toBe('paid');
  });
});

describe('findRedis', () => {
  it('finds nothing on a PATH without one', () => {
    expect(findRedis(import.meta.dirname)).toBeUndefined();
  });
});
