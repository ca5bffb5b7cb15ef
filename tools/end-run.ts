import { globSync } from 'node:fs';
import path from 'node:path';
import { stopOrphans, endTree, isRunning, readState } from '@holdfast/local-stack';

/** Twice the 15 s that each process has to end by itself: services first, then their servers. */
const patienceMs = 30_000;

/** Ends a program that runs tests, all that these have started, and the stacks in the background whose data is below a folder. */
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
