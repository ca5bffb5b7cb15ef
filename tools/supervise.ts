import path from 'node:path';
import {
  AlreadyRunning,
  ConsoleLogs,
  LocalStack,
  readSettings,
  serviceCopies,
  type StackSettings,
} from '@holdfast/local-stack';
import { explain, shortPath, styled } from './terminal.ts';
import { welcome } from './welcome.ts';

/** What a supervisor in the background tells the command that started it, until it is ready. */
export interface SupervisorMessage {
  readonly say?: string;
  readonly isReady?: true;
  readonly failure?: string;
}

/** Ctrl-C under npm reaches us twice, from the terminal and from npm. Only one that comes later is a second one. */
const sameCtrlCMs = 1_000;

function tell(message: SupervisorMessage): void {
  if (process.connected) process.send?.(message);
}

function say(line: string): void {
  console.log(line);
  tell({ say: line });
}

function progress(name: string, afterMs: number): void {
  say(styled('dim', `  ${name} ready after ${(afterMs / 1_000).toFixed(1)} s`));
}

function showLogs(settings: StackSettings): ConsoleLogs {
  const logs = new ConsoleLogs({
    names: serviceCopies(settings).map(({ name }) => name),
    logDir: path.join(settings.dataDir, 'logs'),
    isColoured: process.stdout.hasColors?.() ?? false,
    print: (line) => console.log(line),
  });
  logs.start();
  return logs;
}

/** The first signal ends everything in good order, a second one kills it. So does a bug of ours: nothing stays behind. */
function endWhenAsked(
  stack: LocalStack,
  logs: ConsoleLogs | undefined,
): { readonly isEnding: () => boolean } {
  let askedAt: number | undefined;
  const finish = (end: Promise<void>, exitCode: number): void => {
    void end.then(() => {
      logs?.stop();
      say(exitCode === 0 ? 'stopped' : 'everything is down');
      process.exit(exitCode);
    });
  };
  const ask = (): void => {
    const now = performance.now();
    if (askedAt === undefined) {
      askedAt = now;
      say('\nstopping … (Ctrl-C again kills at once)');
      finish(stack.stop(), 0);
    } else if (now - askedAt > sameCtrlCMs) {
      finish(stack.kill(), 1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  process.on('uncaughtException', (error) => {
    console.error(error);
    finish(stack.kill(), 1);
  });
  return { isEnding: () => askedAt !== undefined };
}

function alreadyRunning({ state: { supervisor, addresses } }: AlreadyRunning): Error {
  return new Error(
    `Holdfast is already running here (pid ${supervisor.pid}): ${addresses['checkout']}\nEnd it with: npm stop`,
  );
}

/** Starts the stack and stays until it is told to end. In a terminal it also shows the services' logs. */
export async function supervise(isFresh: boolean): Promise<void> {
  // Output that nobody reads any more (a closed terminal) is no reason to leave processes behind.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const settings = readSettings(process.env);
  say(`starting Holdfast, data in ${shortPath(settings.dataDir)}`);
  const stack = new LocalStack(settings, { isFresh, events: { say, ready: progress } });
  const logs = process.send === undefined ? showLogs(settings) : undefined;
  const { isEnding } = endWhenAsked(stack, logs);
  try {
    await stack.start();
  } catch (error) {
    if (isEnding()) return;
    logs?.stop();
    const failure = error instanceof AlreadyRunning ? alreadyRunning(error) : error;
    tell({ failure: explain(failure) });
    throw failure;
  }
  logs?.showInfo();
  say(welcome(stack.addresses, settings, stack.provider));
  tell({ isReady: true });
}
