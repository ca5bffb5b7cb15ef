import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFreePortBase, portsOfStack, readSettings, type StackSettings } from '@holdfast/local-stack';
import { type WantedStack } from '../system/stack.ts';
import { stackEnvironment } from './stack-environment.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** Postgres hands out every committed change. */
const wholeHistory = { wal_level: 'logical' };

/** Stays below the ephemeral port range of Linux. */
export const highestBase = 31_900;

/** Creates an empty folder that the Postgres user can read. */
function newDataDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-failure-suite-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Allocates port ranges for stacks. */
export class Ports {
  private readonly first: number;
  private readonly taken = new Set<number>();

  constructor(first: number) {
    this.first = first;
  }

  /** Reserves a base whose ports are all free. */
  async take(): Promise<number> {
    for (let base = this.first; base <= highestBase; base += portsOfStack) {
      if (this.taken.has(base)) continue;
      this.taken.add(base);
      if (await isFreePortBase(base)) return base;
      this.taken.delete(base);
    }
    throw new Error(`No free ports up to ${highestBase}. Set PORT_BASE to a free range.`);
  }

  /** Releases the ports of a stack that has ended. */
  release(base: number): void {
    this.taken.delete(base);
  }
}

export function stackSettings(
  processEnvironment: ProcessEnvironment,
  portBase: number,
  { settings, stack: { copies = 2, queues = 'redis' } = {} }: WantedStack = {},
): StackSettings {
  const chosen = readSettings({
    PATH: processEnvironment['PATH'],
    LOG_LEVEL: processEnvironment['LOG_LEVEL'],
    PORT_BASE: `${portBase}`,
    DATA_DIR: newDataDir(),
    COPIES: `${copies}`,
    FAILURE_LAB: 'on',
    // Scenarios call checkout as any client does.
    STOREFRONT: 'off',
    EXTRA_SERVICES: processEnvironment['EXTRA_SERVICES'],
    WITHOUT_SERVICES: processEnvironment['WITHOUT_SERVICES'],
  });
  return {
    ...chosen,
    // A stack without Redis has its queues on Postgres.
    searchPath: queues === 'postgres' ? '' : chosen.searchPath,
    // The suite is its own witness.
    labObserves: false,
    postgres: wholeHistory,
    environment: stackEnvironment(settings),
  };
}
