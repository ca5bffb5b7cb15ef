import { type LabProcess } from '@holdfast/lab-api';
import { type LabContext } from '../context/lab-context.ts';
import { healthProbes, type Probe, probed, probePage, probeRedis } from './probes.ts';

/** It would be its own judge, and a page that killed it would see nothing more. */
const self = 'failure-lab';

/** All processes of the stack: from the supervisor, else from whatever each of them answers. */
export class ProcessReader {
  private readonly health: ReadonlyMap<string, Probe>;

  constructor(private readonly context: LabContext) {
    this.health = healthProbes(context.observe);
  }

  /** Throws `Problem` if there is a supervisor that does not respond. */
  async read(): Promise<readonly LabProcess[]> {
    const { processes } = this.context;
    if (!processes.isSupervised) return this.readAlone();
    // At the same time as the supervisor's own probes: a dead server makes both slow.
    const health = new Map([...this.health].map(([name, probe]) => [name, probed(name, probe)]));
    const status = await processes.status();
    return Promise.all(
      status
        .filter(({ name }) => name !== self)
        .map(async ({ name, state, pid, port, memoryBytes }) => {
          const degraded = state === 'ready' ? (await health.get(name))?.degraded : undefined;
          return { name, state, pid, port, memoryBytes, degraded: degraded ?? [] };
        }),
    );
  }

  private readAlone(): Promise<readonly LabProcess[]> {
    const probes = [...this.health, ...this.servers()];
    return Promise.all(
      probes.map(async ([name, probe]) => ({
        ...(await probed(name, probe)),
        pid: null,
        port: null,
        memoryBytes: null,
      })),
    );
  }

  private servers(): readonly (readonly [string, Probe])[] {
    const { databases, queues, observe } = this.context;
    const ready = { isReady: true, degraded: [] };
    return [
      ['postgres', () => databases.query('checkout', 'select 1').then(() => ready)],
      ...(observe.redisUrl === null
        ? []
        : ([['redis', probeRedis(observe.redisUrl, () => queues.read(Date.now()))]] as const)),
      ['mail', probePage(new URL('/api/healthz', observe.inboxUrl).href)],
    ];
  }
}
