import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createDatabases,
  databaseUrl,
  embeddedPostgresUrl,
  freePort,
  type ManagedProcess,
  migratedServices,
  repositoryRoot,
  startPostgres,
} from '@holdfast/local-stack';
import { Pool } from 'pg';

const address = 'Ada_F+tea@Example.com';
const secrets = '2026-01-01T00:00:00Z=5f8a1c3e9b7d2046f1e8a3c5d7b90246';

describe('npm run ops -- forget', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-forget-'));
  let server: ManagedProcess;
  let url: string;
  let emails: Pool;

  beforeAll(async () => {
    chmodSync(dataDir, 0o777);
    const port = await freePort();
    server = await startPostgres({ dataDir, port, isDurable: false });
    url = embeddedPostgresUrl(port);
    await createDatabases(url, migratedServices);
    const urls = migratedServices.map((name) => [
      `${name.toUpperCase()}_MIGRATIONS_URL`,
      databaseUrl(url, name),
    ]);
    const program = path.join(repositoryRoot, 'apps/migrations/dist/main.js');
    const env = Object.fromEntries(urls) as Record<string, string>;
    expect(spawnSync(process.execPath, [program], { env, encoding: 'utf8' })).toMatchObject({ status: 0 });
    emails = new Pool({ connectionString: databaseUrl(url, 'email') });
    emails.on('error', () => undefined);
  });
  beforeEach(() => emails.query('truncate email'));
  afterAll(async () => {
    await emails.end();
    await server.kill();
    rmSync(dataDir, { recursive: true });
  });

  async function forget(...args: readonly string[]) {
    const command = [path.join(repositoryRoot, 'tools/ops.ts'), 'forget', ...args, '--server', url];
    const env = { ...process.env, ORDER_TOKEN_SECRETS: secrets };
    const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, err };
  }

  const anEmail = (status: 'held' | 'queued', emailId = 'eml_1'): Promise<unknown> =>
    emails.query(
      `insert into email (email_id, order_id, kind, recipient, status, message_id, attempts, reason, given_up_at, decisions)
       values ($1, $1, 'receipt', $2, $3, '<1@x>', 1, $4, case when $3 = 'held' then clock_timestamp() end, $5)`,
      [
        emailId,
        address,
        status,
        `550 <${address.toUpperCase()}>: no mailbox ${address.toLowerCase()}`,
        JSON.stringify([{ by: 'bob', why: `"${address.toLowerCase()}" is not AdaxF+tea@Example.com` }]),
      ],
    );
  const rows = async (): Promise<Record<string, unknown>[]> => {
    const { rows: found } = await emails.query<Record<string, unknown>>(
      'select recipient, reason, decisions from email order by email_id',
    );
    return found;
  };

  it('removes the address in any capitalization from what mail servers and operators wrote', async () => {
    await anEmail('held');
    expect(await forget(address.toLowerCase(), '--yes')).toMatchObject({ code: 0 });
    const [row] = await rows();
    const pseudonym = String(row?.['recipient']);
    expect(pseudonym).toMatch(/^forgotten-[0-9a-f]{16}@forgotten\.invalid$/);
    expect(row).toEqual({
      recipient: pseudonym,
      reason: `550 <${pseudonym}>: no mailbox ${pseudonym}`,
      decisions: [{ by: 'bob', why: `"${pseudonym}" is not AdaxF+tea@Example.com` }],
    });
  });

  it('fails if nothing is stored under the address', async () => {
    const { code, out, err } = await forget(address, '--yes');
    expect([code, out, err]).toEqual([1, '', 'Nothing is stored under this address.\n']);
  });

  it('removes nothing, and names what it skips, if all is unfinished', async () => {
    await anEmail('queued');
    const { code, out, err } = await forget(address, '--yes');
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^Nothing was removed\. Skipped.*eml_1/)]);
  });

  it('changes nothing without a terminal to confirm on', async () => {
    await anEmail('held');
    const before = await rows();
    const { code, out, err } = await forget(address);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('add --yes')]);
    expect(await rows()).toEqual(before);
  });

  it('changes nothing if one of the databases is unreachable', async () => {
    await anEmail('held');
    const before = await rows();
    const last = migratedServices.at(-1) ?? '';
    await emails.query(`alter database ${last} allow_connections false`);
    const { code, err } = await forget(address, '--yes');
    await emails.query(`alter database ${last} allow_connections true`);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(`Nothing was removed. In the database of ${last}:`),
    ]);
    expect(await rows()).toEqual(before);
  });
});
