import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { procStatOf } from './process-identity.ts';

type ParentOf = ReadonlyMap<number, number>;

function parentsOnLinux(): ParentOf {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? procStatOf(entry) : undefined;
    if (stat !== undefined) parents.set(Number(entry), stat.parentPid);
  }
  return parents;
}

function parentsByPs(): ParentOf {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return new Map(
    stdout
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid = 0, parent = 0]) => [pid, parent]),
  );
}

/**
 * A process and all its descendants, parents first. Postgres needs this: its backends leave the postmaster's
 * process group.
 */
export function processTree(root: number): number[] {
  const parents = process.platform === 'linux' ? parentsOnLinux() : parentsByPs();
  const tree = [root];
  for (const parent of tree) {
    for (const [pid, itsParent] of parents) if (itsParent === parent) tree.push(pid);
  }
  return tree;
}

/** Sends a signal to one process. False if it is gone; throws without permission. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Pauses a process and its descendants. The parent comes first, so that it cannot start another child. */
export function pauseTree(root: number): void {
  sendSignal(root, 'SIGSTOP');
  for (const pid of processTree(root).slice(1)) sendSignal(pid, 'SIGSTOP');
}

/** Resumes a paused process and its descendants. */
export function resumeTree(root: number): void {
  for (const pid of processTree(root).reverse()) sendSignal(pid, 'SIGCONT');
}

/** Kills a process and its descendants with SIGKILL. */
export function killTree(root: number): void {
  sendSignal(root, 'SIGSTOP');
  const tree = processTree(root);
  for (const pid of tree) sendSignal(pid, 'SIGKILL');
}

function statusKilobytes(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Resident memory of a process and its descendants, in bytes. On Linux, pages shared by Postgres backends
 * count once.
 */
export function residentBytes(root: number): number {
  const tree = processTree(root);
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', tree.join(',')], { encoding: 'utf8' });
    return stdout.split('\n').reduce((sum, line) => sum + Number(line), 0) * 1_024;
  }
  const sum = (field: string): number => tree.reduce((total, pid) => total + statusKilobytes(pid, field), 0);
  const largest = (field: string): number => Math.max(...tree.map((pid) => statusKilobytes(pid, field)));
  return (sum('RssAnon') + largest('RssFile') + largest('RssShmem')) * 1_024;
}
