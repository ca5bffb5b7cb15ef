import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  addressesOf,
  findOrFetchRedis,
  freePort,
  freePortBase,
  type Inbox,
  type ManagedProcess,
  openInbox,
  prepared,
  databaseUrl,
  type ProcessStatus,
  readSettings,
  type StackAddresses,
  type StackSecrets,
  stackSecrets,
  startRedis,
} from '@holdfast/local-stack';
import { temporaryFolder, workerPorts } from '@holdfast/testing';

const tools = path.resolve(import.meta.dirname, '../../tools');
const run = promisify(execFile);
/** Characters. */
const mostOutput = 2_000;

/** A complete stack, started and stopped by the programs behind `npm start` and `npm stop`. */
export interface RunningStack {
  readonly addresses: StackAddresses;
  readonly portBase: number;
  readonly dataDir: string;
  readonly inbox: Inbox;
  /** The output of `npm start`. */
  readonly output: string;
  /** The Redis of queues and cache, which is not a process of the stack; undefined without one. */
  readonly redis: ManagedProcess | undefined;
  readonly secrets: StackSecrets;
  /** The address of a database of the stack. */
  readonly database: (name: string) => string;
  /** The log of a process so far. */
  readonly log: (name: string) => string;
  /** Runs a program of tools/ on this stack; returns its output. */
  tool(name: string, ...args: string[]): Promise<string>;
  status(): Promise<ProcessStatus[]>;
  /** Changes settings, from the next start on. */
  configure(settings: Readonly<Record<string, string>>): void;
  /** Stops the stack and deletes its data. */
  remove(): Promise<void>;
}

/** `redis`: the queues run on the test's own Redis. `postgres`: as on a machine without Redis. */
export type QueuesOn = 'redis' | 'postgres';

/** The failure suite covers the lab, browser tests the shop, and own services have their own specs. */
const servicesOnly = { FAILURE_LAB: 'off', STOREFRONT: 'off', EXTRA_SERVICES: '' } as const;

/** Throws with the end of what it printed. */
async function runTool(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const ended = run(process.execPath, [path.join(tools, `${name}.ts`), ...args], { env });
  const { stdout } = await ended.catch((error: Error & { readonly stdout: string }) => {
    error.message += `\n${error.stdout.slice(-mostOutput)}`;
    throw error;
  });
  return stdout;
}

/** `settings` apply to all services; timings, too. */
export async function startStack(
  queuesOn: QueuesOn,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningStack> {
  const dataDir = temporaryFolder();
  const redis = queuesOn === 'redis' ? await ownRedis(dataDir) : undefined;
  const environment = {
    PATH: folderWithoutRedis(dataDir),
    ...compileCache(),
    HOME: dataDir,
    // Tests share two cores with all services, where slowness is not overload; overload has its own specs.
    MAX_EVENT_LOOP_DELAY_MS: '60000',
    DATABASE_CONNECTION_TIMEOUT_MS: '10000',
    ...servicesOnly,
    DATA_DIR: path.join(dataDir, 'stack'),
    PORT_BASE: String(await freePortBase(workerPorts())),
    ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    ...settings,
  };
  const tool = (name: string, ...args: string[]): Promise<string> =>
    runTool(name, args, prepared(environment));
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
    configure: (changed) => void Object.assign(environment, changed),
    status: async () =>
      (JSON.parse(await tool('ops', 'status', '--json')) as { processes: ProcessStatus[] }).processes,
    remove: async () => {
      await tool('stop');
      await redis?.server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function compileCache(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

async function ownRedis(dataDir: string): Promise<{ url: string; server: ManagedProcess }> {
  const port = await freePort();
  const server = await startRedis({ dataDir, port, program: findOrFetchRedis() });
  return { url: `redis://127.0.0.1:${port}`, server };
}

/** A PATH with only the system programs that a start needs, so that it has no Redis server. */
function folderWithoutRedis(dataDir: string): string {
  const folder = path.join(dataDir, 'bin');
  mkdirSync(folder);
  for (const program of ['id', 'ps']) symlinkSync(path.join('/usr/bin', program), path.join(folder, program));
  return folder;
}
