import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { freePort } from '../process/free-port.ts';
import { stateFile } from '../supervisor/stack-state.ts';
import { LocalStack } from './local-stack.ts';
import { CannotStart, readSettings } from './settings.ts';

describe('LocalStack', () => {
  let dataDir: string;
  let squatter: net.Server;

  beforeEach(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-stack-'));
    squatter = net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(squatter, 'listening');
  });
  afterEach(() => {
    squatter.close();
    rmSync(dataDir, { recursive: true });
  });

  it('reports all problems together, starts nothing and leaves no record', async () => {
    const { port } = squatter.address() as net.AddressInfo;
    const [postgres, redis] = [await freePort(), await freePort()];
    const settings = readSettings({
      DATA_DIR: dataDir,
      PORT_BASE: `${port - 2}`,
      DATABASE_URL: `postgres://shop:s3cret@127.0.0.1:${postgres}/shop`,
      REDIS_URL: `redis://127.0.0.1:${redis}`,
    });
    const failure: unknown = await new LocalStack(settings).start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CannotStart);
    expect((failure as CannotStart).problems).toEqual(
      expect.arrayContaining([
        `port ${port}, for payments, is in use by another program: stop it, or set PORT_BASE`,
        expect.stringMatching(
          `^DATABASE_URL: the server at 127.0.0.1:${postgres} does not respond .*ECONNREFUSED`,
        ),
        expect.stringMatching(`^REDIS_URL: the server at 127.0.0.1:${redis} does not respond .*ECONNREFUSED`),
      ]),
    );
    expect(String(failure)).not.toContain('s3cret');
    expect(existsSync(stateFile(dataDir))).toBe(false);
  });

  it('writes nothing more after it was killed while starting', async () => {
    const folder = path.join(dataDir, 'stack');
    chmodSync(dataDir, 0o755);
    const PORT_BASE = `${20_000 + (process.pid % 100) * 100}`;
    const stack = new LocalStack(readSettings({ DATA_DIR: folder, PORT_BASE, FAILURE_LAB: 'off' }));
    const started = stack.start().catch((error: unknown) => error);
    while (!existsSync(path.join(folder, 'postgres.new/base'))) await pause(5);
    await stack.kill();
    rmSync(folder, { recursive: true });
    // Its error may come from Node itself, whose classes are not those of this sandbox.
    expect(isNativeError(await started)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('changes the environment of services, and restarts only those that it affects', async () => {
    const folder = path.join(dataDir, 'stack');
    chmodSync(dataDir, 0o755);
    const PORT_BASE = `${20_000 + ((process.pid + 50) % 100) * 100}`;
    const settings = readSettings({ DATA_DIR: folder, PORT_BASE, FAILURE_LAB: 'off', COPIES: '2' });
    const environment = { '*': { BREAKER_MIN_CALLS: '7' } };
    const stack = new LocalStack({ ...settings, environment });
    try {
      await stack.start();
      const pids = (): Record<string, number | undefined> =>
        Object.fromEntries(stack.processNames.map((name) => [name, stack.process(name).identity?.pid]));
      const before = pids();
      await stack.changeEnvironment({ ...environment, 'email-2': { EMAIL_POLL_MS: '777' } });
      const { 'email-2': restarted, ...others } = pids();
      const { 'email-2': ended, ...untouched } = before;
      expect(others).toEqual(untouched);
      expect(restarted).not.toBe(ended);
      expect(stack.process('email-2')).toMatchObject({
        state: 'up',
        spec: { env: { EMAIL_POLL_MS: '777' } },
      });
      await expect(
        stack.changeEnvironment({ ...environment, payments: { STRIPE_TIMEOUT_MS: 'none' } }),
      ).rejects.toThrow('STRIPE_TIMEOUT_MS');
    } finally {
      await stack.stop();
    }
  });
});
