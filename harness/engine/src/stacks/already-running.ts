import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { type EdgeConfig } from '@holdfast/lab-api';
import { answersOk } from '@holdfast/local-stack';
import { type RunningStack, type StartStack } from '../suite/stack.ts';
import { until } from '../waiting/until.ts';

const shell = promisify(exec);

/** A service that runs already, wherever it is. */
export interface RunningService {
  readonly name: string;
  /** Its address, bypassing the lab. */
  readonly url: string;
  /** It must return 200 once the service is ready. Default `/health/ready`. */
  readonly health?: string;
  /**
   * Shell commands that end the process like SIGKILL, and that start it: `docker kill counter`, `docker start
   * counter`. Without both, no strike kills it. `start` must leave the process in the background.
   */
  readonly kill?: string;
  readonly start?: string;
}

/**
 * Tests a system that is running. The lab listens on the port of each edge and passes everything on to its
 * upstreams, so configure the services to call each other and their databases through these ports.
 * `addresses` are those of other servers, for readings of the ledgers: `{ postgres: 'postgres://…' }`.
 *
 * A service that cannot start without these ports is started once they are open, by its command. Rejects
 * after 10 s if one is still not ready.
 */
export function alreadyRunning(options: {
  readonly services: readonly RunningService[];
  readonly edges: readonly EdgeConfig[];
  readonly addresses?: Readonly<Record<string, string>>;
}): StartStack {
  const { services, edges, addresses = {} } = options;
  const known = new Map(services.map((service) => [service.name, service]));
  const run = async (name: string, act: 'kill' | 'start'): Promise<void> => {
    const command = known.get(name)?.[act];
    if (command === undefined) throw new Error(`No command is given to ${act} "${name}".`);
    await shell(command);
  };
  const health = new Map(
    services.map(({ name, url, health = '/health/ready' }) => [name, `${url}${health}`]),
  );
  const begin = async (signal: AbortSignal): Promise<void> => {
    for (const [name, url] of health) {
      const isReady = (): Promise<true> => answersOk(url).then(() => true);
      const isRunning = await isReady().catch(() => false);
      if (!isRunning && known.get(name)?.start !== undefined) await run(name, 'start');
      await until(`${name} is ready`, isReady, { signal });
    }
  };
  const stackFor = (signal: AbortSignal): RunningStack => ({
    edges,
    health,
    begin: () => begin(signal),
    address: (name) => {
      const address = addresses[name] ?? known.get(name)?.url;
      if (address === undefined) throw new Error(`No address is given for "${name}".`);
      return address;
    },
    canKill: (name) => known.get(name)?.kill !== undefined && known.get(name)?.start !== undefined,
    kill: (name) => run(name, 'kill'),
    start: (name) => run(name, 'start'),
    // Its operator sees them; a service that is not ready breaks the scenario in any case.
    unexpectedExits: () => [],
    stop: () => Promise.resolve(),
  });
  return (signal) => Promise.resolve(stackFor(signal));
}
