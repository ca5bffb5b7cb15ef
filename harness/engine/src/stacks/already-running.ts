import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { type EdgeConfig } from '@holdfast/lab-api';
import { type RunningStack, type StartStack } from '../suite/stack.ts';

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
   * counter`. Without both, no strike kills it.
   */
  readonly kill?: string;
  readonly start?: string;
}

/**
 * Tests a system that is running. The lab listens on the port of each edge and passes everything on to its
 * upstreams, so configure the services to call each other and their databases through these ports.
 * `addresses` are those of other servers, for readings of the ledgers: `{ postgres: 'postgres://…' }`.
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
  const stack: RunningStack = {
    edges,
    health: new Map(services.map(({ name, url, health = '/health/ready' }) => [name, `${url}${health}`])),
    begin: () => Promise.resolve(),
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
  };
  return () => Promise.resolve(stack);
}
