import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { readDataDir } from '@holdfast/local-stack';
import { type SupervisorMessage } from './supervise.ts';
import { shortPath } from './terminal.ts';

/** Starts the supervisor in its own session, prints its messages until it is ready, and leaves it running. */
export async function startDetached(args: readonly string[]): Promise<void> {
  const script = path.join(import.meta.dirname, 'start.ts');
  const dataDir = readDataDir(process.env);
  const logFile = path.join(dataDir, 'logs/stack.log');
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const supervisor = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => supervisor.kill(signal));
  const outcome = await new Promise<SupervisorMessage>((resolve) => {
    supervisor.on('message', (message: SupervisorMessage) => {
      if (message.say !== undefined) console.log(message.say);
      if (message.isReady !== undefined || message.failure !== undefined) resolve(message);
    });
    supervisor.once('exit', (code) =>
      resolve(code === 0 ? {} : { failure: `Holdfast stopped while starting: see ${shortPath(logFile)}` }),
    );
  });
  if (outcome.failure !== undefined) throw new Error(outcome.failure);
  if (outcome.isReady === undefined) return;
  supervisor.disconnect();
  await once(supervisor, 'disconnect');
  process.exit(0);
}
