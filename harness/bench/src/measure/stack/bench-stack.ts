import {
  AlreadyRunning,
  CannotStart,
  findRedis,
  freePortBase,
  LocalStack,
  readSettings,
  stackPrograms,
  type StackSettings,
} from '@holdfast/local-stack';
import { rmSync } from 'node:fs';
import { NotMeasured } from '../../command-line.ts';
import { assertReady } from '../../needs/needs.ts';
import { givenPortBase } from './bench-stack.config.ts';

export interface BenchStackOptions {
  /** Sends all traffic through the failure lab, which observes it, as `npm start` does. Default false. */
  readonly isThroughLab?: boolean;
  /** Other settings. A `searchPath` must lead to a Redis server. */
  readonly settings?: Partial<StackSettings>;
}

/**
 * Not in the system's temporary folder: it may be in memory, where fsync costs nothing. A stack that a killed
 * run left here is stopped by the next one.
 */
export const benchDataDir = '.local/bench-stack';

/**
 * Starts a stack as `npm start` runs it, without the storefront and with empty databases. Slowness from other
 * programs does not count as overload.
 * @throws NotMeasured if this machine lacks something, a port is in use, or another bench runs
 */
export async function startBenchStack({
  isThroughLab = false,
  settings = {},
}: BenchStackOptions = {}): Promise<LocalStack> {
  const { searchPath } = settings;
  assertReady({ redis: true, postgres: true, programs: stackPrograms, searchPath });
  const chosen = readSettings({
    PATH: findRedis(searchPath)?.env['PATH'],
    PORT_BASE: givenPortBase() ?? `${await freePortBase()}`,
    DATA_DIR: benchDataDir,
    FAILURE_LAB: isThroughLab ? 'on' : 'off',
    STOREFRONT: 'off',
    LOG_LEVEL: 'warn',
  });
  const { '*': ofAll, ...ofServices } = settings.environment ?? {};
  const stack = new LocalStack(
    {
      ...chosen,
      runsBundles: true,
      ...settings,
      environment: { ...ofServices, '*': { MAX_EVENT_LOOP_DELAY_MS: '60000', ...ofAll } },
    },
    { isFresh: true, events: { say: (line) => process.stderr.write(`${line}\n`) } },
  );
  await stack.start().catch((error: unknown) => {
    const isKnown = error instanceof CannotStart || error instanceof AlreadyRunning;
    throw isKnown ? new NotMeasured(error.message) : error;
  });
  return stack;
}

/** Stops a stack of `startBenchStack` and deletes its data. */
export async function removeBenchStack(stack: LocalStack): Promise<void> {
  await stack.stop();
  rmSync(stack.settings.dataDir, { recursive: true, force: true });
}
