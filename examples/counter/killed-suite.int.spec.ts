import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { identityOf, isRunning, processTree } from '@holdfast/local-stack';
import { eventually, temporaryFolder, workerPorts } from '@holdfast/testing';

let folder: string;
let suite: ChildProcess | undefined;

beforeAll(() => {
  folder = temporaryFolder();
  chmodSync(folder, 0o755);
});

afterAll(() => {
  suite?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it('leaves no process and no file behind if the suite is killed', async () => {
  const killed = spawn(process.execPath, ['suite.ts'], {
    cwd: import.meta.dirname,
    env: { PORT_BASE: `${workerPorts().from + 50}`, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  suite = killed;
  // Striking: everything has started by then.
  await eventually(async () => {
    const [output] = (await once(killed.stdout, 'data')) as [Buffer];
    expect(output.toString()).toContain('held');
  });
  // Some end while they are looked at.
  const descendants = await eventually(() =>
    processTree(killed.pid ?? NaN)
      .slice(1)
      .map(identityOf),
  );
  expect(descendants.length).toBeGreaterThan(2);
  expect(readdirSync(folder)).toHaveLength(1);
  killed.kill('SIGKILL');
  await eventually(() => {
    expect(descendants.filter(isRunning)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
