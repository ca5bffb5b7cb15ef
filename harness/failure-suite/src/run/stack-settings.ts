import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isPortBusy, portPlan, readSettings, type StackSettings } from '@holdfast/local-stack';
import { type Scenario } from '../scenario/scenario.ts';
import { stackEnvironment } from './stack-environment.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** Stacks whose PORT_BASE is this far apart never meet. */
const portsOfStack = 100;
/** Below the range from which the system draws ports for outgoing connections. */
export const highestBase = 31_900;

/** A new empty folder that Postgres's own user can reach. */
function newDataDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-failure-suite-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Hands out ports for stacks, from PORT_BASE on where it is set. */
export class Ports {
  private readonly first: number;
  private readonly taken = new Set<number>();

  constructor(first: number) {
    this.first = first;
  }

  /** A base none of whose ports anybody listens on, and that nobody else is given. */
  async take(): Promise<number> {
    for (let base = this.first; base <= highestBase; base += portsOfStack) {
      if (this.taken.has(base)) continue;
      this.taken.add(base);
      const busy = await Promise.all(Object.values(portPlan(base)).map(isPortBusy));
      if (!busy.includes(true)) return base;
      this.taken.delete(base);
    }
    throw new Error(`No ports are free up to ${highestBase}: set PORT_BASE to where some are.`);
  }

  /** Gives back what a stack that has ended listened on. */
  giveBack(base: number): void {
    this.taken.delete(base);
  }
}

export function stackSettings(
  processEnvironment: ProcessEnvironment,
  portBase: number,
  settings: Scenario['settings'] = {},
): StackSettings {
  const chosen = readSettings({
    PATH: processEnvironment['PATH'],
    LOG_LEVEL: processEnvironment['LOG_LEVEL'],
    PORT_BASE: `${portBase}`,
    DATA_DIR: newDataDir(),
    COPIES: '2',
    FAILURE_LAB: 'on',
    EXTRA_SERVICES: processEnvironment['EXTRA_SERVICES'],
  });
  return { ...chosen, environment: stackEnvironment(settings) };
}
