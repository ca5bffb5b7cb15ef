import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity, startTimeOf } from './process-identity.ts';
import { processTree, sendSignal } from './process-tree.ts';

/**
 * Stops a process and all its descendants, including new ones and those that outlive their parent: with
 * SIGTERM, then with SIGKILL after `patienceMs`. Resolves when none of them runs.
 */
export async function endTree(root: number, patienceMs: number): Promise<void> {
  const known = new Map<number, ProcessIdentity>();
  const signalNewOnes = (parent: number): void => {
    for (const pid of processTree(parent)) {
      const startTime = startTimeOf(pid);
      if (startTime === undefined || known.get(pid)?.startTime === startTime) continue;
      known.set(pid, { pid, startTime });
      sendSignal(pid, 'SIGTERM');
    }
  };
  signalNewOnes(root);
  const running = (): ProcessIdentity[] => [...known.values()].filter(isRunning);
  const deadline = performance.now() + patienceMs;
  for (let left = running(); left.length > 0; left = running()) {
    for (const { pid } of left) {
      if (performance.now() > deadline) sendSignal(pid, 'SIGKILL');
      else signalNewOnes(pid);
    }
    await sleep(50);
  }
}
