import { LabClient } from '@holdfast/lab-api';
import { openInbox, optionalServices } from '@holdfast/local-stack';
import {
  Databases,
  type FinishedJobs,
  LedgerReader,
  PostgresQueueReader,
  type QueueReader,
  type RedisEntry,
  RedisQueueReader,
  type UsedTotals,
  WholeHistory,
} from '@holdfast/witness';
import { LabEvents } from '@holdfast/engine';
import { type Instance } from './order-readers.ts';
import { type Stack } from './stack.ts';

interface Clients {
  readonly lab: LabClient;
  readonly events: LabEvents;
  readonly databases: Databases;
  readonly history: WholeHistory | string;
  readonly totals: UsedTotals;
}

/** A running stack with all its clients, reused for one scenario after another. */
export class LiveStack {
  readonly process: Stack;
  readonly lab: LabClient;
  readonly events: LabEvents;
  readonly databases: Databases;
  readonly ledgers: LedgerReader;
  /** Direct URLs, by process. */
  readonly services: ReadonlyMap<string, string>;
  readonly extraServices: ReadonlySet<string>;
  /** Shared by all stacks of a run. */
  readonly totals: UsedTotals;
  /** Every committed change, or why this stack's changes are only sampled. */
  readonly history: WholeHistory | string;
  private readonly queues: QueueReader;
  private fewestToRedis = Infinity;
  /** Why the stack must be replaced. */
  condemned: string | undefined;
  /** True if every instance has completed an order since the last fault. */
  isProven = false;

  private constructor(process: Stack, { lab, events, databases, history, totals }: Clients) {
    const { addresses, processes, extraServices, secrets } = process.up;
    this.process = process;
    this.lab = lab;
    this.events = events;
    this.totals = totals;
    this.databases = databases;
    this.history = history;
    const { redis } = addresses;
    this.queues =
      redis === undefined
        ? new PostgresQueueReader((sql, parameters) => databases.query('queues', sql, parameters))
        : new RedisQueueReader(redis);
    this.services = servicesOf(processes);
    this.extraServices = new Set(extraServices);
    this.ledgers = new LedgerReader({
      databases,
      queues: this.queues,
      services: this.services,
      extraServices: this.extraServices,
      simulatorUrl: addresses['stripe-simulator'] ?? '',
      stripeKey: secrets.stripeSecretKey,
      inboxUrl: addresses['mail inbox'] ?? '',
    });
  }

  /** Connects to a running stack, or stops it if that fails. */
  static async of(process: Stack, totals: UsedTotals): Promise<LiveStack> {
    const serverUrl = process.up.addresses['postgres'] ?? '';
    const databases = new Databases(serverUrl);
    try {
      const lab = new LabClient(process.labUrl);
      const events = new LabEvents();
      await events.open(process.labUrl);
      const history = await WholeHistory.open(databases, serverUrl);
      return new LiveStack(process, { lab, events, databases, history, totals });
    } catch (error) {
      await databases.close();
      await process.stop();
      throw error;
    }
  }

  /** A direct address, bypassing the lab. */
  address(name: string): string {
    const { addresses, processes } = this.process.up;
    const known = name === 'mail' ? addresses['mail inbox'] : (processes[name] ?? addresses[name]);
    if (known !== undefined) return known;
    throw new Error(`No process "${name}" has an address. Known: ${Object.keys(processes).join(', ')}`);
  }

  /** All instances of a service, with their direct addresses. */
  instancesOf(service: string): Instance[] {
    const isInstance = (name: string): boolean => name.replace(/-\d+$/, '') === service;
    return [...this.services].filter(([name]) => isInstance(name)).map(([name, url]) => ({ name, url }));
  }

  /**
   * Counts the connections to Redis before a scenario. Resolves to the fewest so far, so that small leaks add
   * up from one scenario to the next.
   */
  async fewestConnectionsToRedis(): Promise<number> {
    this.fewestToRedis = Math.min(this.fewestToRedis, await this.connectionsToRedis());
    return this.fewestToRedis;
  }

  /** Connections to Redis, of all processes; 0 without Redis. */
  connectionsToRedis(): Promise<number> {
    return this.queues.connections();
  }

  /** Dead letters of earlier scenarios do not count. Rejects if the queues cannot be read. */
  forgetDeadLetters(): Promise<void> {
    return this.queues.remember();
  }

  /** Those of earlier scenarios, too, by queue. */
  deadLetters(): Promise<Readonly<Record<string, number>>> {
    return this.queues.allDead();
  }

  /** From now on, each queue has a handled job that is too old to be kept. */
  ageJobs(): Promise<void> {
    return this.queues.age();
  }

  /** Of queues that have handled a job since. */
  finishedJobs(): Promise<readonly FinishedJobs[]> {
    return this.queues.finished();
  }

  /** Those of Redis that are not a queue's; none without Redis. */
  redisEntries(): Promise<readonly RedisEntry[]> {
    return this.queues.otherEntries();
  }

  /** Holdfast's services that this shop does not have. */
  get absentServices(): readonly string[] {
    return optionalServices.filter((service) => !this.services.has(service));
  }

  edge(route: string): string {
    const { edges } = this.process.up;
    const withoutCopy = (edge: string): string => edge.replace(/-\d+->/, '->');
    const found = edges.find(({ edge }) => edge === route || withoutCopy(edge) === route);
    if (found === undefined)
      throw new Error(`No edge "${route}". Known: ${edges.map(({ edge }) => edge).join(', ')}`);
    return `http://127.0.0.1:${found.port}`;
  }

  /** Discards events and emails of earlier scenarios. */
  async sweep(): Promise<void> {
    this.events.forget();
    await openInbox(this.address('mail')).clear();
  }

  /** Changes settings. If that fails, it rejects and the stack must be replaced. */
  async changeEnvironment(
    environment: Parameters<NonNullable<Stack['changeEnvironment']>>[0],
  ): Promise<void> {
    this.isProven = false;
    try {
      await this.process.changeEnvironment?.(environment);
    } catch (error) {
      this.condemned = 'changing its settings failed';
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.events.close();
    this.queues.close();
    if (typeof this.history !== 'string') await this.history.close();
    await this.process.stop();
    await this.databases.close();
  }
}

/** These have no `GET /resilience`. */
const notServices = ['postgres', 'redis', 'mail', 'failure-lab', 'stripe-simulator', 'storefront'];

const servicesOf = (processes: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(processes).filter(([name]) => !notServices.includes(name)));
