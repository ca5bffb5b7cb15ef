import {
  AlreadyRunning,
  CannotStart,
  findRedis,
  freePortBase,
  LocalStack,
  readSettings,
  type StackSettings,
} from '@holdfast/local-stack';
import { rmSync } from 'node:fs';
import { NotMeasured, say } from '../../command-line.ts';
import { assertRedis } from '../needs.ts';

/**
 * Not in the system's temporary folder: it may be in memory, where fsync costs nothing. A stack that a killed
 * run left here is stopped by the next one.
 */
export const benchDataDir = '.local/bench-stack';

/**
 * Starts a stack as `npm start` runs it, without the storefront and with empty databases, by default without
 * the failure lab. Slowness from other programs does not count as overload.
 * @throws NotMeasured if the `searchPath` has no Redis server, a port is in use, or another bench runs
 */
export async function startBenchStack(settings: Partial<StackSettings>): Promise<LocalStack> {
  const { searchPath } = settings;
  assertRedis(searchPath);
  const chosen = readSettings({
    PATH: findRedis(searchPath)?.env['PATH'],
    PORT_BASE: `${await freePortBase()}`,
    DATA_DIR: benchDataDir,
    FAILURE_LAB: 'off',
    STOREFRONT: 'off',
    LOG_LEVEL: 'warn',
  });
  const { '*': ofAll, ...ofServices } = settings.environment ?? {};
  const environment = { ...ofServices, '*': { MAX_EVENT_LOOP_DELAY_MS: '60000', ...ofAll } };
  const stack = new LocalStack(
    { ...chosen, runsBundles: true, ...settings, environment },
    { isFresh: true, events: { say } },
  );
  await stack.start().catch((error: unknown) => {
    const isKnown = error instanceof CannotStart || error instanceof AlreadyRunning;
    throw isKnown ? new NotMeasured(error.message) : error;
  });
  return stack;
}

/** The port at which customers reach checkout: that of the lab if it is on. */
export const checkoutPort = ({ addresses }: LocalStack): number =>
  Number(new URL(addresses['checkout through the lab'] ?? addresses.checkout).port);

/** Stops a stack of `startBenchStack` and deletes its data. */
export async function removeBenchStack(stack: LocalStack): Promise<void> {
  await stack.stop();
  rmSync(stack.settings.dataDir, { recursive: true, force: true });
}
