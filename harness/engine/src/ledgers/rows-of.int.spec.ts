import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { embeddedPostgresUrl, freePort, type ManagedProcess, startPostgres } from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import { rowsOf } from './rows-of.ts';

describe('rowsOf', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-rows-'));
  let server: ManagedProcess;
  let url: string;

  beforeAll(async () => {
    chmodSync(dataDir, 0o777);
    const port = await freePort();
    server = await startPostgres({ dataDir, port, isDurable: false });
    url = embeddedPostgresUrl(port);
  });
  afterAll(async () => {
    await server.kill();
    rmSync(dataDir, { recursive: true });
  });

  it('reads the rows of a query', async () => {
    expect(await rowsOf(url, 'select $1::int as one', [1])).toEqual([{ one: 1 }]);
  });

  it('rejects if the server is killed meanwhile', async () => {
    const rows = rowsOf(url, 'select pg_sleep(60)');
    rows.catch(() => undefined);
    const running = "select 1 from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'";
    await eventually(async () => expect(await rowsOf(url, running)).toHaveLength(1));
    await server.kill();
    await expect(rows).rejects.toThrow(/terminated/);
  });
});
