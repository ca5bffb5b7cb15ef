/** `npm stop`: ends the stack of this DATA_DIR, or what a killed one left running. */
import { setTimeout as sleep } from 'node:timers/promises';
import { endLeftovers, isRunning, readRunningState, readSettings, readState } from '@holdfast/local-stack';
import { runCommand, shortPath } from './terminal.ts';

/** Twice the 15 s that each process has to end by itself: services first, then their servers, then some. */
const patienceMs = 60_000;

await runCommand(async () => {
  const { dataDir } = readSettings(process.env);
  const running = readRunningState(dataDir);
  if (running === undefined) {
    if (readState(dataDir) === undefined) console.log(`Nothing is running here (${shortPath(dataDir)}).`);
    else await endLeftovers(dataDir, (line) => console.log(line));
    return;
  }
  const { supervisor } = running;
  console.log(`stopping Holdfast (pid ${supervisor.pid}) …`);
  process.kill(supervisor.pid, 'SIGTERM');
  const deadline = performance.now() + patienceMs;
  while (isRunning(supervisor)) {
    if (performance.now() > deadline)
      throw new Error(`It has not ended after ${patienceMs / 1_000} s; see its terminal or log.`);
    await sleep(50);
  }
  console.log('stopped');
});
