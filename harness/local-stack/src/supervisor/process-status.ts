import { type ManagedProcess } from '../process/managed-process.ts';
import { residentBytes } from '../process/process-tree.ts';

/** One process of a running stack, as `npm run status -- --json` prints it. */
export interface ProcessStatus {
  readonly name: string;
  readonly state: 'ready' | 'not ready' | 'starting' | 'paused' | 'stopping' | 'down';
  readonly ready: boolean;
  readonly pid: number | null;
  readonly port: number | null;
  readonly memoryBytes: number | null;
}

/** Probes a process for readiness; a paused or stopped one is not probed. */
export async function statusOf(target: ManagedProcess): Promise<ProcessStatus> {
  const ready = target.state === 'up' && (await isReady(target));
  const pid = target.identity?.pid;
  return {
    name: target.spec.name,
    state: target.state !== 'up' ? target.state : ready ? 'ready' : 'not ready',
    ready,
    pid: pid ?? null,
    port: target.spec.ports[0]?.port ?? null,
    memoryBytes: pid === undefined ? null : residentBytes(pid),
  };
}

async function isReady(target: ManagedProcess): Promise<boolean> {
  try {
    await target.spec.ready?.();
    return true;
  } catch {
    return false;
  }
}
