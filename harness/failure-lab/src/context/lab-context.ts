import { type FaultLab } from '@holdfast/fault-proxy';
import { type Capability } from '@holdfast/lab-api';
import { type Inbox, openInbox } from '@holdfast/local-stack';
import {
  Databases,
  LedgerReader,
  PostgresQueueReader,
  type QueueReader,
  RedisQueueReader,
} from '@holdfast/witness';
import { type FailureLabConfig } from '../failure-lab.config.ts';
import { type TimedFaults } from '../faults/timed-faults.ts';
import { FixHooks } from '../fixing/fix-hooks.ts';
import { type ObserveConfig } from '../observe.config.ts';
import { Provider } from '../provider/provider.ts';
import { type Processes } from '../stack/processes.ts';
import { LabStreams } from '../stream/lab-streams.ts';
import { Attention } from './attention.ts';
import { Works } from './works.ts';

export interface LabContextOptions {
  readonly config: FailureLabConfig;
  readonly observe: ObserveConfig;
  readonly lab: FaultLab;
  readonly faults: TimedFaults;
  readonly processes: Processes;
}

/** Everything that the folders of a lab that observes share. Clients are opened when they are first used. */
export class LabContext {
  readonly config: FailureLabConfig;
  readonly observe: ObserveConfig;
  readonly lab: FaultLab;
  /** Sets faults that end automatically. */
  readonly faults: TimedFaults;
  readonly processes: Processes;
  /** The local Stripe's own faults. */
  readonly provider: Provider;
  readonly streams = new LabStreams();
  readonly fixHooks = new FixHooks();
  readonly attention = new Attention();
  readonly works = new Works();
  /** While it is paid, the lab's own customers stay away: runs and verdicts on plans need rest. */
  readonly calm = new Attention();
  /** Direct connections as `observer`, who only reads. */
  readonly databases: Databases;
  private readonly stop = new AbortController();
  private openedQueues: QueueReader | undefined;
  private openedLedgers: LedgerReader | undefined;

  constructor({ config, observe, lab, faults, processes }: LabContextOptions) {
    this.config = config;
    this.observe = observe;
    this.lab = lab;
    this.faults = faults;
    this.processes = processes;
    this.provider = new Provider(observe.simulatorUrl);
    this.databases = new Databases(observe.postgresUrl, 'failure-lab');
  }

  /** Aborts when the lab ends. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  get has(): readonly Capability[] {
    const { config, observe } = this;
    return [
      ...(config.stackControl === undefined ? [] : (['processes'] as const)),
      ...(observe.redisUrl === null ? [] : (['redis'] as const)),
      ...(observe.simulatorUrl === null ? [] : (['simulator', 'three-d-secure'] as const)),
      ...('recommendations' in observe.services ? (['recommendations'] as const) : []),
    ];
  }

  /** The address of an edge or of the first copy's: `http://127.0.0.1:3021` for `shopper->checkout`. */
  edgeUrl(name: string): string {
    const found = this.config.edges.find(({ edge }) => edge === name);
    if (found !== undefined) return `${found.protocol}://127.0.0.1:${found.port}`;
    const known = this.config.edges.map(({ edge }) => edge).join(', ');
    throw new Error(`There is no edge "${name}". Edges: ${known}.`);
  }

  get inbox(): Inbox {
    return openInbox(this.observe.inboxUrl);
  }

  get queues(): QueueReader {
    const { databases, observe } = this;
    return (this.openedQueues ??=
      observe.redisUrl === null
        ? new PostgresQueueReader((sql, parameters) => databases.query('queues', sql, parameters))
        : new RedisQueueReader(observe.redisUrl));
  }

  /** With Stripe itself, every reading reports the provider as unreadable. */
  get ledgers(): LedgerReader {
    const { databases, queues, observe } = this;
    return (this.openedLedgers ??= new LedgerReader({
      databases,
      queues,
      services: new Map(Object.entries(observe.services)),
      extraServices: new Set(observe.extraServices),
      simulatorUrl: observe.simulatorUrl ?? '',
      stripeKey: observe.stripeSecretKey,
      inboxUrl: observe.inboxUrl,
    }));
  }

  async close(): Promise<void> {
    this.stop.abort(new Error('the lab is stopping'));
    this.openedQueues?.close();
    await this.databases.close();
  }
}
