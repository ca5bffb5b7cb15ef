import path from 'node:path';
import {
  AlreadyRunning,
  ConsoleLogs,
  LocalStack,
  readSettings,
  serviceCopies,
  type StackSettings,
  withListedServices,
} from '@holdfast/local-stack';
import { openInBrowser } from './open-in-browser.ts';
import { explain, shortPath, styled } from './terminal.ts';
import { welcome } from './welcome.ts';

/** A message from a background supervisor to the command that started it, until the stack is ready. */
export interface SupervisorMessage {
  readonly say?: string;
  readonly isReady?: true;
  readonly failure?: string;
}

/** 1 s: Ctrl-C under npm arrives twice, from the terminal and from npm. A later one is a second Ctrl-C. */
const sameCtrlCMs = 1_000;

function report(message: SupervisorMessage): void {
  if (process.connected) process.send?.(message);
}

function say(line: string): void {
  console.log(line);
  report({ say: line });
}

function progress(name: string, afterMs: number): void {
  say(styled('dim', `  ${name} ready after ${(afterMs / 1_000).toFixed(1)} s`));
}

function showLogs(settings: StackSettings): ConsoleLogs {
  const logs = new ConsoleLogs({
    names: serviceCopies(settings).map(({ name }) => name),
    logDir: path.join(settings.dataDir, 'logs'),
    isColored: process.stdout.hasColors?.() ?? false,
    print: (line) => console.log(line),
  });
  logs.start();
  return logs;
}

/**
 * The first signal stops everything in order; a second one, or a bug of ours, kills it. Nothing is left
 * running.
 */
function stopOnSignal(
  stack: LocalStack,
  logs: ConsoleLogs | undefined,
): { readonly isEnding: () => boolean } {
  let askedAt: number | undefined;
  const finish = (end: Promise<void>, exitCode: number): void => {
    void end.then(() => {
      logs?.stop();
      say(exitCode === 0 ? 'stopped' : 'killed');
      process.exit(exitCode);
    });
  };
  const ask = (): void => {
    const now = performance.now();
    if (askedAt === undefined) {
      askedAt = now;
      say('\nstopping … (press Ctrl-C again to kill)');
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
    `Holdfast is already running here (pid ${supervisor.pid}): ${addresses['storefront'] ?? addresses['checkout']}\nStop it with: npm stop`,
  );
}

interface StartOptions {
  readonly isFresh: boolean;
  readonly opensShop: boolean;
}

async function openShop(shop: string | undefined): Promise<void> {
  const problem = shop === undefined ? 'no shop to open: STOREFRONT is off' : await openInBrowser(shop);
  if (problem !== undefined) say(problem);
}

/** Starts the stack and runs until a signal. In a terminal it also shows the service logs. */
export async function supervise({ isFresh, opensShop }: StartOptions): Promise<void> {
  // A closed terminal must not crash the supervisor, which would leave processes running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const settings = { ...readSettings(withListedServices(process.env)), runsBundles: true };
  say(`starting Holdfast, data in ${shortPath(settings.dataDir)}`);
  const stack = new LocalStack(settings, { isFresh, events: { say, ready: progress } });
  const logs = process.send === undefined ? showLogs(settings) : undefined;
  const { isEnding } = stopOnSignal(stack, logs);
  try {
    await stack.start();
  } catch (error) {
    if (isEnding()) return;
    logs?.stop();
    const failure = error instanceof AlreadyRunning ? alreadyRunning(error) : error;
    report({ failure: explain(failure) });
    throw failure;
  }
  logs?.showInfo();
  if (opensShop) await openShop(stack.addresses.storefront);
  say(welcome(stack.addresses, settings, stack.provider));
  report({ isReady: true });
}
