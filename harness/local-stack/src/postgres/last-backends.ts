import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * 5 s: a backend notices within milliseconds that its postmaster was killed, unless it is paused or the
 * machine is overloaded.
 */
const patienceMs = 5_000;

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });

/** The ID of the shared memory that a killed Postgres left behind; undefined after a clean stop. */
async function memoryLeftBy(data: string): Promise<string | undefined> {
  const lines = (await textOf(path.join(data, 'postmaster.pid'))).split('\n');
  return lines[6]?.trim().split(/\s+/)[1];
}

/**
 * Columns of /proc/sysvipc/shm: key, shmid, perms, size, cpid, lpid, nattch. Empty if there is no such file.
 */
async function isInUse(memory: string): Promise<boolean> {
  const rows = (await textOf('/proc/sysvipc/shm')).split('\n').map((line) => line.trim().split(/\s+/));
  return rows.some((row) => row[1] === memory && Number(row[6]) > 0);
}

/**
 * Waits for the backends of a Postgres killed with SIGKILL: while they use its shared memory, the next server
 * refuses to start. Gives up after 5 s; Postgres then reports why it does not start.
 */
export async function lastBackendsEnd(data: string, signal: AbortSignal): Promise<void> {
  const memory = await memoryLeftBy(data);
  const until = performance.now() + patienceMs;
  while (memory !== undefined && (await isInUse(memory)) && performance.now() < until)
    await pause(10, undefined, { signal });
}
