import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, repositoryRoot } from '@holdfast/local-stack';
import { eventually, testDatabase } from '@holdfast/testing';
import pg from 'pg';

describe('npm run fault-proxy', () => {
  let port: number;
  let proxy: ChildProcess;
  let output: string;
  let ended: Promise<unknown>;

  beforeAll(async () => (port = await freePort()));
  afterEach(() => void proxy.kill('SIGKILL'));

  const start = async (args: readonly string[]): Promise<void> => {
    output = '';
    proxy = spawn(process.execPath, ['tools/fault-proxy.ts', ...args], { cwd: repositoryRoot });
    ended = once(proxy, 'close');
    for (const stream of [proxy.stdout, proxy.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await eventually(() => expect(output).toContain(`listens on 127.0.0.1:${port}`));
  };
  const end = async (): Promise<number | null> => {
    proxy.kill('SIGINT');
    await ended;
    return proxy.exitCode;
  };

  it('loses the response to a commit, which Postgres has made', async () => {
    const database = await testDatabase();
    const own = new URL(database.url);
    await start(['--edge', `${port}=postgres://${own.host}`, '--strike', `${port} response COMMIT reset`]);
    const url = new URL(own);
    url.host = `127.0.0.1:${port}`;
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table kept (id integer)');
    await client.query('begin');
    await client.query('insert into kept values (1)');
    await expect(client.query('commit')).rejects.toThrow();
    const direct = new pg.Client({ connectionString: own.href });
    await direct.connect();
    expect((await direct.query('select * from kept')).rows).toEqual([{ id: 1 }]);
    await direct.end();
    expect(await end()).toBe(0);
    expect(output).toMatch(new RegExp(`${port} → insert kept  \\(connection 1, \\d+ bytes\\)`));
    expect(output).toContain(`${port} ✗ reset at response 1 "COMMIT"`);
    await database.drop();
  });

  it('says which strike hit nothing', async () => {
    const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const upstream = (server.address() as AddressInfo).port;
    await start([
      '--edge',
      `${port}=http://127.0.0.1:${upstream}`,
      '--strike',
      `${port} request POST /a cut`,
    ]);
    expect(await (await fetch(`http://127.0.0.1:${port}/a`)).text()).toBe('ok');
    expect(await end()).toBe(1);
    expect(output).toContain(`${port} → GET /a`);
    expect(output).toContain(`never came: cut at request 1 "POST /a" on ${port}`);
    server.close();
    server.closeAllConnections();
  });
});
