import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { portPlan } from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

const program = path.join(import.meta.dirname, 'demo.ts');

describe('npm run demo, without a stack', () => {
  let folder: string;
  beforeEach(() => void (folder = temporaryFolder()));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const demo = (
    args: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number; err: string; isStarted: boolean }> =>
    new Promise((resolve) => {
      const dataDir = path.join(folder, 'stack');
      const env = { PATH: process.env['PATH'], DATA_DIR: dataDir, ...settings };
      const child = execFile(process.execPath, [program, ...args], { env }, (error, _out, err) =>
        resolve({
          code: error === null ? 0 : Number(error.code ?? NaN),
          err,
          isStarted: existsSync(dataDir),
        }),
      );
      child.stdin?.end();
    });

  it('needs a terminal, or --auto', async () => {
    expect(await demo([])).toEqual({
      code: 2,
      err: expect.stringContaining('There is no terminal to press Enter on: add --auto'),
      isStarted: false,
    });
  });

  it.each([
    [{ FAILURE_LAB: 'off' }, 'the failure lab, which is off. Start without FAILURE_LAB=off'],
    [{ STOREFRONT: 'off' }, 'the shop, which is off. Start without STOREFRONT=off'],
    [
      { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1' },
      'the charges of the local Stripe. Start without STRIPE_SECRET_KEY',
    ],
  ])('starts nothing with %j', async (settings, sentence) => {
    expect(await demo(['--auto'], settings)).toEqual({
      code: 1,
      err: expect.stringContaining(sentence),
      isStarted: false,
    });
  });

  it('leaves a stack in containers alone, and says what to do', async () => {
    const lab = http.createServer();
    await new Promise<void>((resolve) => lab.listen(0, '127.0.0.1', resolve));
    const { port } = lab.address() as AddressInfo;
    try {
      const PORT_BASE = String(port - portPlan(0).failureLab);
      expect(await demo(['--auto'], { PORT_BASE })).toEqual({
        code: 1,
        err: expect.stringMatching(
          new RegExp(`^Another stack has port ${port}: .*give-a-demo\\.md.*docker compose down`),
        ),
        isStarted: false,
      });
    } finally {
      lab.close();
    }
  });
});
