/** `npm stop`: stops the stack of this DATA_DIR, or the processes that a killed one left running. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stopOrphans, isRunning, readRunningState, readDataDir, readState } from '@holdfast/local-stack';
import { parseOptions, refuseMore, UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { shortPath } from './terminal.ts';

const usage = `npm stop

Stops the stack of this DATA_DIR, or the processes that it left running when it was killed. Data is kept.
To stop one process: npm run service -- stop NAME`;

/** 60 s: each process gets 15 s to stop, and servers stop after the services. */
const patienceMs = 60_000;

function read(args: readonly string[]): void {
  const { positionals } = parseOptions(args, {});
  if (positionals.length === 1)
    throw new UsageError(
      `npm stop stops everything. To stop one process: npm run service -- stop ${positionals.join()}`,
    );
  refuseMore(positionals);
}

async function stop(): Promise<void> {
  const dataDir = readDataDir(process.env);
  const running = readRunningState(dataDir);
  if (running === undefined) {
    if (readState(dataDir) === undefined) console.log(`Nothing is running here (${shortPath(dataDir)}).`);
    else await stopOrphans(dataDir, (line) => console.log(line));
    return;
  }
  const { supervisor } = running;
  console.log(`stopping Holdfast (pid ${supervisor.pid}) …`);
  process.kill(supervisor.pid, 'SIGTERM');
  const deadline = performance.now() + patienceMs;
  while (isRunning(supervisor)) {
    if (performance.now() > deadline)
      throw new Error(`Holdfast is still running after ${patienceMs / 1_000} s; see its terminal or log.`);
    await sleep(50);
  }
  console.log('stopped');
}

await runCommand({ usage, read, run: stop });
