import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Output } from './output.fixture.ts';

/** The built program: signals need a process of its own. */
const program = fileURLToPath(new URL('../../dist/boot/boot.fixture.js', import.meta.url));

let child: ChildProcess;
let log: Output;
let port: number;

beforeEach(async () => {
  child = spawn(process.execPath, [program], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  log = new Output(child.stdout as NodeJS.ReadableStream);
  port = Number((await log.until(/listens on http:\/\/127\.0\.0\.1:(\d+)/))[1]);
});
afterEach(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

async function aConnection(): Promise<{ socket: Socket; answers: Output }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { socket, answers: new Output(socket) };
}

const requestOf = (path: string) => `GET ${path} HTTP/1.1\r\nHost: tiny\r\n\r\n`;
const withoutItsEnd = (request: string) => request.slice(0, -2);

async function isRefused(): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

/** A request that the service works on until something is written to its standard input. */
async function aRunningRequest(): Promise<Output> {
  const { socket, answers } = await aConnection();
  socket.write(requestOf('/failures/slow'));
  await log.until(/slow request is running/);
  return answers;
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('ends a service that has nothing to do, with code 0, though clients keep connections open', async () => {
    await aConnection();
    const { socket, answers } = await aConnection();
    socket.write(requestOf('/health/live'));
    await answers.until(/"status":"ok"/);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('lets a running request finish, takes no new connection, and exits 0', async () => {
    const answers = await aRunningRequest();
    child.kill(signal);
    await log.until(new RegExp(`${signal}: finishing requests in progress`));
    while (!(await isRefused()));
    expect(child.exitCode).toBeNull();
    child.stdin?.write('release\n');
    await answers.until(/^HTTP\/1\.1 200 [^]*connection: close[^]*\r\n\r\nfinished$/);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says over connections that are left that it is not ready, and refuses work with Retry-After', async () => {
    const [health, work] = [await aConnection(), await aConnection()];
    health.socket.write(withoutItsEnd(requestOf('/health/ready')));
    work.socket.write(withoutItsEnd(requestOf('/things')));
    await aRunningRequest();
    child.kill(signal);
    await log.until(new RegExp(`${signal}: finishing requests in progress`));
    while (!(await isRefused()));

    health.socket.write('\r\n');
    work.socket.write('\r\n');
    await Promise.all([once(health.socket, 'close'), once(work.socket, 'close')]);
    expect(health.answers.text).toMatch(/^HTTP\/1\.1 503 [^]*"status":"unavailable"/);
    expect(work.answers.text).toMatch(
      /^HTTP\/1\.1 503 [^]*retry-after: 1\r\ncontent-type: application\/problem\+json/,
    );
    child.stdin?.write('release\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('a request whose body stops coming', () => {
  it('gets 408 at its time limit, which ends the service with code 0', async () => {
    const { socket, answers } = await aConnection();
    socket.write(
      'POST /things HTTP/1.1\r\nHost: tiny\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    const health = await aConnection();
    health.socket.write(requestOf('/health/live'));
    await health.answers.until(/"status":"ok"/);
    child.kill('SIGTERM');
    await answers.until(/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('a second signal', () => {
  it('changes nothing', async () => {
    const answers = await aRunningRequest();
    child.kill('SIGTERM');
    await log.until(/SIGTERM: finishing/);
    child.kill('SIGTERM');
    child.kill('SIGINT');
    child.stdin?.write('release\n');
    await answers.until(/finished$/);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
