import { spawnSync } from 'node:child_process';
import { existsSync, readlinkSync } from 'node:fs';
import { endTree } from '@holdfast/local-stack';

/** 5 s from SIGTERM to SIGKILL. */
const patienceMs = 5_000;

/**
 * Ends all processes that run in this folder or name it in their arguments, with their descendants. A spec
 * that fails in its setup, or is stopped, leaves its Postgres and Redis behind.
 */
export async function endLeftovers(folder: string): Promise<void> {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  const pids = stdout.split('\n').flatMap((line) => {
    const pid = Number(/^\s*(\d+) /.exec(line)?.[1] ?? 0);
    if (pid === 0 || pid === process.pid) return [];
    return line.includes(`${folder}/`) || isIn(`${folder}/`, pid) ? [pid] : [];
  });
  await Promise.all(pids.map((pid) => endTree(pid, patienceMs)));
}

/** Linux only: Redis replaces its arguments. A process may be gone, or belong to someone else. */
function isIn(folder: string, pid: number): boolean {
  if (!existsSync('/proc/self/cwd')) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
