import { globSync } from 'node:fs';
import path from 'node:path';
import { stopOrphans, endTree, isRunning, readState } from '@holdfast/local-stack';

/** 30 s: twice the 15 s that a process gets to stop, because servers stop after the services. */
const patienceMs = 30_000;

/**
 * Stops a test run: the program, everything its tests started, and background stacks with their data below
 * `folder`.
 */
export async function endRun(pid: number, folder: string): Promise<void> {
  await endTree(pid, patienceMs);
  const dataDirs = globSync('**/stack.json', { cwd: folder }).map((file) =>
    path.join(folder, path.dirname(file)),
  );
  for (const dataDir of dataDirs) {
    const supervisor = readState(dataDir)?.supervisor;
    if (supervisor !== undefined && isRunning(supervisor)) await endTree(supervisor.pid, patienceMs);
    await stopOrphans(dataDir, (line) => console.log(line));
  }
}
