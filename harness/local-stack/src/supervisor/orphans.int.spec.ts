import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { identityOf, isRunning } from '../process/process-identity.ts';
import { AlreadyRunning, stopOrphans } from './orphans.ts';
import { readRunningState, type RecordedProcess, readState, stateFile } from './stack-state.ts';

describe('stopOrphans', () => {
  let dataDir: string;
  let supervisor: ChildProcess;
  let said: string[];

  beforeEach(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-leftovers-'));
    said = [];
    const program = path.join(import.meta.dirname, 'fixtures/supervisor-program.ts');
    supervisor = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (supervisor.stdout !== null) await once(supervisor.stdout, 'data');
  });

  afterEach(async () => {
    await killSupervisor();
    await stopOrphans(dataDir, () => undefined);
    rmSync(dataDir, { recursive: true });
  });

  const killSupervisor = async (): Promise<void> => {
    if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
    supervisor.kill('SIGKILL');
    await once(supervisor, 'close');
  };
  const recorded = (): readonly RecordedProcess[] => readState(dataDir)?.processes ?? [];
  const end = () => stopOrphans(dataDir, (line) => void said.push(line));

  it('refuses while the supervisor is alive, and touches nothing', async () => {
    await expect(end()).rejects.toThrow(AlreadyRunning);
    expect(recorded().map(isRunning)).toEqual([true, true]);
  });

  it('stops what a killed supervisor left running, reports it, and removes the record', async () => {
    const left = recorded();
    await killSupervisor();
    expect(readRunningState(dataDir)).toBeUndefined();
    expect(left.map(isRunning)).toEqual([true, true]);
    await end();
    expect(left.map(isRunning)).toEqual([false, false]);
    expect(said).toEqual([
      expect.stringMatching(/Stopping what it left running: payments \(\d+\), checkout \(\d+\)$/),
    ]);
    expect(existsSync(stateFile(dataDir))).toBe(false);
  });

  it('stops processes before their dependencies', async () => {
    await killSupervisor();
    await end();
    const journal = readFileSync(path.join(dataDir, 'journal'), 'utf8').trim().split('\n');
    expect(journal.slice(2)).toEqual(['stops checkout', 'stops payments']);
  });

  it('leaves an unrelated process alone that reuses one of our pids', async () => {
    await killSupervisor();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const state = readState(dataDir);
    const processes = recorded().map((process) =>
      process.name === 'checkout' ? { ...process, pid: stranger.pid } : process,
    );
    const [checkout] = recorded().filter(({ name }) => name === 'checkout');
    writeFileSync(stateFile(dataDir), JSON.stringify({ ...state, processes }));
    await end();
    expect(isRunning(identityOf(stranger.pid ?? 0))).toBe(true);
    expect(said.join()).not.toContain('checkout');
    stranger.kill('SIGKILL');
    process.kill(checkout?.pid ?? 0, 'SIGKILL');
  });
});
