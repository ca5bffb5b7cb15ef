import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { embeddedPostgresUrl, freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { BaseBackup } from './base-backup.ts';

describe('BaseBackup', () => {
  const [dataDir, copy] = [temporaryFolder(), temporaryFolder()];
  let port: number;
  let server: ManagedProcess;

  beforeAll(async () => {
    port = await freePort();
    server = await startPostgres({ dataDir, port, isDurable: true });
  });
  afterAll(async () => {
    await server.stop();
    for (const folder of [dataDir, copy]) rmSync(folder, { recursive: true, force: true });
  });

  async function query(text: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: embeddedPostgresUrl(port) });
    await client.connect();
    try {
      return (await client.query(text)).rows as unknown[];
    } finally {
      await client.end();
    }
  }

  it('brings a server back to the instant of the copy, which was made while it worked', async () => {
    await query('create table paid as select generate_series(1, 1000) as n');
    const backup = await BaseBackup.take(embeddedPostgresUrl(port), copy);
    await query('insert into paid select generate_series(1001, 1007)');
    await server.stop();
    backup.restore();
    server = await startPostgres({ dataDir, port, isDurable: true });
    expect(await query('select count(*)::integer as n from paid')).toEqual([{ n: 1000 }]);
  });
});
