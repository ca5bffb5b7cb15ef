import { openInbox } from '@holdfast/local-stack';
import { Databases } from './databases.ts';
import { LabClient } from './lab-client.ts';
import { LabEvents } from './lab-events.ts';
import { LedgerReader } from './ledger-reader.ts';
import { PostgresQueueReader, type QueueReader, RedisQueueReader } from './queue-reader.ts';
import { type Stack } from './stack.ts';

/** A stack that is up, with everything by which the suite reaches it. Used for one scenario after another. */
export class LiveStack {
  readonly process: Stack;
  readonly lab: LabClient;
  readonly events: LabEvents;
  readonly databases: Databases;
  readonly ledgers: LedgerReader;
  /** By process, around the lab. */
  readonly services: ReadonlyMap<string, string>;
  readonly extraServices: ReadonlySet<string>;
  private readonly queues: QueueReader;
  /** Why it is to be replaced. */
  condemned: string | undefined;
  /** Whether an order has gone through every copy since anything was broken. */
  isProven = false;
  /** Whether a service may have to do without the retries that the next scenario reckons with. */
  hasSpentBudgets = false;

  private constructor(process: Stack, lab: LabClient, events: LabEvents) {
    const { addresses, processes, extraServices, secrets } = process.up;
    this.process = process;
    this.lab = lab;
    this.events = events;
    this.databases = new Databases(addresses['postgres'] ?? '');
    const { databases } = this;
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

  /** Takes hold of a stack that is up; one that it cannot hold is stopped. */
  static async of(process: Stack): Promise<LiveStack> {
    try {
      const lab = new LabClient(process.labUrl);
      const events = new LabEvents();
      await events.open(process.labUrl);
      return new LiveStack(process, lab, events);
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  /** An address around the lab. */
  address(name: string): string {
    const { addresses, processes } = this.process.up;
    const known = name === 'mail' ? addresses['mail inbox'] : (processes[name] ?? addresses[name]);
    if (known !== undefined) return known;
    throw new Error(`There is no process "${name}" with an address: ${Object.keys(processes).join(', ')}`);
  }

  edge(route: string): string {
    const { edges } = this.process.up;
    const withoutCopy = (edge: string): string => edge.replace(/-\d+->/, '->');
    const found = edges.find(({ edge }) => edge === route || withoutCopy(edge) === route);
    if (found === undefined)
      throw new Error(`There is no edge "${route}": ${edges.map(({ edge }) => edge).join(', ')}`);
    return `http://127.0.0.1:${found.port}`;
  }

  /** Forgets what no later scenario is to see. */
  async sweep(): Promise<void> {
    this.events.forget();
    await openInbox(this.address('mail')).clear();
  }

  /** Gives services other settings. One that does not take them is to be replaced, and rejects. */
  async changeEnvironment(
    environment: Parameters<NonNullable<Stack['changeEnvironment']>>[0],
  ): Promise<void> {
    this.isProven = false;
    try {
      await this.process.changeEnvironment?.(environment);
    } catch (error) {
      this.condemned = 'it did not take other settings';
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.events.close();
    this.queues.close();
    await this.process.stop();
    await this.databases.close();
  }
}

/** Servers, the lab and the provider have no breakers, and nothing of ours to be asked. */
const notServices = ['postgres', 'redis', 'mail', 'failure-lab', 'stripe-simulator', 'storefront'];

const servicesOf = (processes: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(processes).filter(([name]) => !notServices.includes(name)));
