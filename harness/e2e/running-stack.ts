import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  addressesOf,
  findOrFetchRedis,
  freePort,
  type Inbox,
  isPortBusy,
  type ManagedProcess,
  openInbox,
  portsOfStack,
  databaseUrl,
  type ProcessStatus,
  readSettings,
  type StackAddresses,
  type StackSecrets,
  stackSecrets,
  startRedis,
} from '@holdfast/local-stack';
import { temporaryFolder } from '@holdfast/testing';

const tools = path.resolve(import.meta.dirname, '../../tools');
const run = promisify(execFile);

/** A whole Holdfast, started and ended by the programs behind `npm start` and `npm stop`. */
export interface RunningStack {
  readonly addresses: StackAddresses;
  readonly portBase: number;
  readonly dataDir: string;
  readonly inbox: Inbox;
  /** What `npm start` printed. */
  readonly output: string;
  /** The Redis of the queues and the cache, which is no process of the stack; undefined without one. */
  readonly redis: ManagedProcess | undefined;
  readonly secrets: StackSecrets;
  /** The address of a database of the stack. */
  readonly database: (name: string) => string;
  /** The log of a process so far. */
  readonly log: (name: string) => string;
  /** Runs a program of tools/ on this stack; gives what it printed. */
  tool(name: string, ...args: string[]): Promise<string>;
  status(): Promise<ProcessStatus[]>;
  /** Ends the stack and forgets its data. */
  remove(): Promise<void>;
}

/** `redis`: the queues run on a Redis of the test's own. `postgres`: as on a machine without Redis. */
export type QueuesOn = 'redis' | 'postgres';

/** `settings` are those of all services. */
export async function startStack(
  queuesOn: QueuesOn,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningStack> {
  const dataDir = temporaryFolder();
  const redis = queuesOn === 'redis' ? await ownRedis(dataDir) : undefined;
  const environment = {
    PATH: folderWithoutRedis(dataDir),
    HOME: dataDir,
    // Tests share two cores with all services; being slow is no overload here, and overload has its own specs.
    MAX_EVENT_LOOP_DELAY_MS: '60000',
    // What the lab adds is the failure suite's matter.
    FAILURE_LAB: 'off',
    DATA_DIR: path.join(dataDir, 'stack'),
    PORT_BASE: String(await freePortBase()),
    ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    ...settings,
  };
  const tool = async (name: string, ...args: string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [path.join(tools, `${name}.ts`), ...args], {
      env: environment,
    });
    return stdout;
  };
  const output = await tool('start', '--detach').catch(async (error: unknown) => {
    await redis?.server.stop();
    throw error;
  });
  const addresses = addressesOf(readSettings(environment));
  return {
    addresses,
    portBase: Number(environment.PORT_BASE),
    dataDir: environment.DATA_DIR,
    inbox: openInbox(addresses['mail inbox']),
    output,
    redis: redis?.server,
    secrets: stackSecrets(environment.DATA_DIR),
    database: (name) => databaseUrl(addresses.postgres, name),
    log: (name) => readFileSync(path.join(environment.DATA_DIR, 'logs', `${name}.log`), 'utf8'),
    tool,
    status: async () =>
      (JSON.parse(await tool('status', '--json')) as { processes: ProcessStatus[] }).processes,
    remove: async () => {
      await tool('stop');
      await redis?.server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function ownRedis(dataDir: string): Promise<{ url: string; server: ManagedProcess }> {
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  return { url: `redis://127.0.0.1:${port}`, server };
}

/** A PATH with the few system programs that starting needs, so that no Redis server can be found on it. */
function folderWithoutRedis(dataDir: string): string {
  const folder = path.join(dataDir, 'bin');
  mkdirSync(folder);
  for (const program of ['id', 'ps']) symlinkSync(path.join('/usr/bin', program), path.join(folder, program));
  return folder;
}

/** A PORT_BASE none of whose ports is taken, the lab's included, below the range from which the system draws ports for outgoing connections. */
export async function freePortBase(): Promise<number> {
  for (;;) {
    const base = randomInt(10_000, 30_000);
    const ports = Array.from({ length: portsOfStack }, (_, offset) => base + offset);
    const busy = await Promise.all(ports.map(isPortBusy));
    if (!busy.includes(true)) return base;
  }
}
