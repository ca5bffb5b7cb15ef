import { rmSync } from 'node:fs';
import path from 'node:path';
import { freePortBase, LocalStack, pathWithRedis, readSettings } from '@holdfast/local-stack';
import { temporaryFolder, workerPorts } from '@holdfast/testing';
import { type Running } from './running.ts';

/** The variable with the DATA_DIR of the shop that the specs of a Jest worker share. */
export const shopVariable = (worker: string): string => `TEST_SHOP_${worker}`;

/** Shipped timings, except where a test would wait for minutes or meet traffic that is not its own. */
const environment = {
  // The browser and all services share two cores, where slowness is not overload; overload has its own specs.
  '*': {
    MAX_EVENT_LOOP_DELAY_MS: '60000',
    DATABASE_CONNECTION_TIMEOUT_MS: '10000',
    // Off: faults would hit its background calls instead of a customer's.
    RECONCILE_INTERVAL_MS: '0',
  },
  // 30 s to confirm with the bank. The check of the account is off as reconciliation is.
  payments: { ACTION_TTL_MINUTES: '0.5', STRIPE_CHECK_INTERVAL_MS: '0' },
};

/**
 * Starts everything for one Jest worker: the services behind a failure lab, the storefront, a local Stripe
 * and an inbox.
 */
export async function startShop(worker: string): Promise<Running> {
  const folder = temporaryFolder();
  const dataDir = path.join(folder, 'stack');
  const settings = readSettings({
    PORT_BASE: String(await freePortBase(workerPorts(worker))),
    DATA_DIR: dataDir,
    PATH: pathWithRedis(process.env['PATH'] ?? ''),
  });
  const stack = new LocalStack({ ...settings, runsBundles: true, environment });
  const stop = async (): Promise<void> => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await stack.start();
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[shopVariable(worker)] = dataDir;
  return { stop };
}
