import { describe, expect, it } from '@jest/globals';
import { createDatabases } from '@holdfast/local-stack';
import { Redis } from 'ioredis';
import pg from 'pg';
import { testDatabase } from './postgres.ts';
import { testRedis } from './redis.ts';
import { startService } from './service-process.ts';

describe('testDatabase', () => {
  it('gives each caller an empty database, and drops it under an open connection', async () => {
    const [mine, yours] = await Promise.all([testDatabase(), testDatabase()]);
    const client = new pg.Client({ connectionString: mine.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE orders (id int)');
    await mine.drop();
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await expect(createDatabases(yours.url, [])).resolves.toBeUndefined();
    await yours.drop();
  });
});

describe('testRedis', () => {
  it('gives each caller its own empty database', async () => {
    const [mine, yours] = [await testRedis(), await testRedis()];
    const [here, there] = [new Redis(mine.url), new Redis(yours.url)];
    await here.set('order', 'paid');
    expect(await there.get('order')).toBeNull();
    await Promise.all([here.quit(), there.quit()]);
    await mine.drop();
    await yours.drop();
  });
});

describe('startService', () => {
  const program = 'harness/local-stack/src/supervisor/fixtures/service.mjs';

  it('starts a program, returns its address, and stops it', async () => {
    const service = await startService({ program, env: { NAME: 'x', JOURNAL: '/dev/null' }, ready: '/' });
    expect((await fetch(service.url)).status).toBe(200);
    await service.stop();
    await expect(fetch(service.url)).rejects.toThrow();
  });

  it('rejects with the log of a program that exits', async () => {
    const env = { NAME: 'x', JOURNAL: '/dev/null', FAULT: 'fails' };
    await expect(startService({ program, env, ready: '/' })).rejects.toThrow('no database: giving up');
  });
});
