import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LabClient } from '@holdfast/lab-api';
import { eventually } from '@holdfast/testing';
import { type RunningStack, startStack } from './running-stack.ts';
import { Shopper } from './shopper.ts';

const program = path.resolve(import.meta.dirname, '../../tools/demo.ts');

/** Runs the demo, and interrupts it as Ctrl-C does when it prints `until`. */
async function interruptedDemo(
  { dataDir }: RunningStack,
  until: string,
): Promise<{ code: number | null; output: string }> {
  const demo = execFile(process.execPath, [program, '--auto'], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir },
  });
  let output = '';
  demo.stdout?.on('data', (text: string) => {
    const wasSaid = output.includes(until);
    output += text;
    if (!wasSaid && output.includes(until)) demo.kill('SIGINT');
  });
  const code = await new Promise<number | null>((resolve) => void demo.once('close', resolve));
  return { code, output };
}

describe('npm run demo', () => {
  let stack: RunningStack;
  let output: string;

  beforeAll(async () => {
    stack = await startStack('redis', { FAILURE_LAB: 'on', STOREFRONT: 'on' });
    output = await stack.tool('demo', '--auto');
  }, 300_000);
  afterAll(() => stack.remove());

  it('shows all scenes, and each step happens', () => {
    expect(output.match(/^\d\/\d {2}.+$/gm)).toEqual([
      '1/7  Buy',
      '2/7  Click twice',
      '3/7  Lose the response',
      '4/7  Kill payments in mid-charge',
      '5/7  Count',
      '6/7  Slow recommendations',
      '7/7  Three deploys, one email per order',
    ]);
    expect(output).not.toContain('✕');
    expect(output).toMatch(/^That was the demo\.$/m);
  });

  it('shows a pending order, and counts what the ledgers say', async () => {
    expect(output).toContain('✓ Ada sees 202: we have her order, and its payment is pending');
    const { length } = (await new Shopper(stack).charges()).filter(({ status }) => status === 'succeeded');
    expect(length).toBe(10);
    expect(output).toContain('10 orders = 10 charges = 10 receipts. Nothing lost, nothing charged twice.');
  });

  it('fixes what it broke on Ctrl-C', async () => {
    const { code, output: printed } = await interruptedDemo(stack, '✓ payments is killed');
    expect(printed).toMatch(/^The demo ended early\.$/m);
    expect(printed).toContain('✓ Fixed: payments runs again');
    expect(code).toBe(0);
    await eventually(async () =>
      expect((await stack.status()).filter(({ ready }) => !ready).map(({ name }) => name)).toEqual([]),
    );
    const lab = new LabClient(String(stack.addresses['failure-lab']));
    const strikes = await lab.strikes();
    expect([await lab.faults(), strikes.filter(({ state }) => state !== 'struck')]).toEqual([[], []]);
  });

  it('refuses a stack that is broken already, and says how to fix it', async () => {
    await stack.tool('service', 'kill', 'email');
    await expect(stack.tool('demo', '--auto')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('email is down. Try: npm run service -- start email'),
    });
    await stack.tool('service', 'start', 'email');
    await new LabClient(String(stack.addresses['failure-lab'])).fault('email->mail', {
      kind: 'latency',
      ms: 1,
    });
    await expect(stack.tool('demo', '--auto')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /1 fault is set\. Fix everything at http:\/\/127\.0\.0\.1:\d+\/lab first\./,
      ),
    });
  });
});
