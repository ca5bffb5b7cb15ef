import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopTimeoutMs } from '../process/managed-process.ts';
import { isRunning } from '../process/process-identity.ts';
import { killTree, resumeTree, sendSignal } from '../process/process-tree.ts';
import { type RecordedProcess, readState, type StackState, stateFile } from './stack-state.ts';

/** A stack already runs in this DATA_DIR. */
export class AlreadyRunning extends Error {
  readonly state: StackState;

  constructor(state: StackState) {
    super(`A stack is already running here (pid ${state.supervisor.pid}).`);
    this.state = state;
  }
}

/**
 * Stops the processes that a killed supervisor left running and removes their record. A process counts as an
 * orphan only if both its pid and its start time match the record; no other process is touched. Throws
 * `AlreadyRunning` if the supervisor is alive.
 */
export async function stopOrphans(dataDir: string, say: (line: string) => void): Promise<void> {
  const state = readState(dataDir);
  if (state === undefined) return;
  if (isRunning(state.supervisor)) throw new AlreadyRunning(state);
  const orphans = state.processes.filter(isRunning);
  if (orphans.length > 0) {
    const names = orphans.map(({ name, pid }) => `${name} (${pid})`).join(', ');
    say(
      `The previous stack was killed (pid ${state.supervisor.pid}). Stopping what it left running: ${names}`,
    );
  }
  // In reverse order: later processes depend on earlier ones.
  for (const orphan of orphans.toReversed()) await stopOrphan(orphan, say);
  // Another start may have cleaned up and started a stack here in the meantime.
  if (readState(dataDir)?.supervisor.startTime === state.supervisor.startTime) rmSync(stateFile(dataDir));
}

async function stopOrphan(orphan: RecordedProcess, say: (line: string) => void): Promise<void> {
  const { name, pid, stopSignal } = orphan;
  sendSignal(pid, stopSignal);
  resumeTree(pid);
  if (await hasEnded(orphan, stopTimeoutMs)) return;
  say(`${name} did not stop within ${stopTimeoutMs / 1_000} s of ${stopSignal} and was killed`);
  killTree(pid);
  if (!(await hasEnded(orphan, stopTimeoutMs))) throw new Error(`${name} (pid ${pid}) cannot be stopped.`);
}

async function hasEnded(orphan: RecordedProcess, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isRunning(orphan)) {
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
