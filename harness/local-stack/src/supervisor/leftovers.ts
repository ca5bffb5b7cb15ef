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
 * Ends what a killed supervisor left running, and forgets it. A process counts as left only when its pid and its start
 * time are those recorded; any other process stays untouched. Throws `AlreadyRunning` when the supervisor lives.
 */
export async function endLeftovers(dataDir: string, say: (line: string) => void): Promise<void> {
  const state = readState(dataDir);
  if (state === undefined) return;
  if (isRunning(state.supervisor)) throw new AlreadyRunning(state);
  const leftovers = state.processes.filter(isRunning);
  if (leftovers.length > 0) {
    const names = leftovers.map(({ name, pid }) => `${name} (${pid})`).join(', ');
    say(`The stack before was killed (pid ${state.supervisor.pid}). Ending what it left running: ${names}`);
  }
  // The last ones started depend on the first ones.
  for (const leftover of leftovers.toReversed()) await endLeftover(leftover, say);
  // Another start may have cleared up and taken the place meanwhile.
  if (readState(dataDir)?.supervisor.startTime === state.supervisor.startTime) rmSync(stateFile(dataDir));
}

async function endLeftover(leftover: RecordedProcess, say: (line: string) => void): Promise<void> {
  const { name, pid, stopSignal } = leftover;
  sendSignal(pid, stopSignal);
  resumeTree(pid);
  if (await hasEnded(leftover, stopTimeoutMs)) return;
  say(`${name} did not end within ${stopTimeoutMs / 1_000} s of ${stopSignal}: killed`);
  killTree(pid);
  if (!(await hasEnded(leftover, stopTimeoutMs))) throw new Error(`${name} (pid ${pid}) cannot be ended.`);
}

async function hasEnded(leftover: RecordedProcess, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isRunning(leftover)) {
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
