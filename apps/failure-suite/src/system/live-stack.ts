import { type EdgeStatus } from '@holdfast/fault-proxy';
import { openInbox, portPlan, type StackSettings } from '@holdfast/local-stack';
import { Databases } from './databases.ts';
import { LabClient } from './lab-client.ts';
import { LabEvents } from './lab-events.ts';
import { LedgerReader } from './ledger-reader.ts';
import { PostgresQueueReader, type QueueReader, RedisQueueReader } from './queue-reader.ts';
import { StackProcess } from './stack-process.ts';

const loopback = (port: number): string => `http://127.0.0.1:${port}`;

/** A stack that is up, with everything by which the suite reaches it. Used for one scenario after another. */
export class LiveStack {
  readonly process: StackProcess;
  readonly lab: LabClient;
  readonly events: LabEvents;
  readonly edges: readonly EdgeStatus[];
  readonly databases: Databases;
  readonly ledgers: LedgerReader;
  /** By process, around the lab: all that answer `GET /resilience`. */
  readonly services: ReadonlyMap<string, string>;
  private readonly queues: QueueReader;
  /** Why it is to be replaced. */
  condemned: string | undefined;
  /** Whether an order has gone through every copy since anything was broken. */
  isProven = false;

  private constructor(process: StackProcess, lab: LabClient, events: LabEvents, edges: readonly EdgeStatus[]) {
    const { addresses, secrets } = process.up;
    this.process = process;
    this.lab = lab;
    this.events = events;
    this.edges = edges;
    this.databases = new Databases(addresses['postgres'] ?? '');
    const { databases } = this;
    const { redis } = addresses;
    this.queues =
      redis === undefined
        ? new PostgresQueueReader((sql, parameters) => databases.query('queues', sql, parameters))
        : new RedisQueueReader(redis);
    this.services = servicesOf(edges, addresses);
    this.ledgers = new LedgerReader({
      databases,
      queues: this.queues,
      services: this.services,
      simulatorUrl: addresses['stripe-simulator'] ?? '',
      stripeKey: secrets.stripeSecretKey,
      inboxUrl: addresses['mail inbox'] ?? '',
    });
  }

  static async start(settings: StackSettings, signal?: AbortSignal): Promise<LiveStack> {
    const process = await StackProcess.start(settings, signal);
    try {
      const lab = new LabClient(process.labUrl);
      const events = new LabEvents();
      await events.open(process.labUrl);
      return new LiveStack(process, lab, events, await lab.edges());
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  /** An address around the lab. */
  address(name: string): string {
    const known = this.services.get(name) ?? this.process.up.addresses[name];
    if (known !== undefined) return known;
    if (name === 'mail') return loopback(portPlan(this.process.settings.portBase).mailInbox);
    throw new Error(`There is no process "${name}" with an address: ${[...this.services.keys()].join(', ')}`);
  }

  edge(route: string): string {
    const withoutCopy = (edge: string): string => edge.replace(/-\d+->/, '->');
    const found = this.edges.find(({ edge }) => edge === route || withoutCopy(edge) === route);
    if (found === undefined) throw new Error(`There is no edge "${route}": ${this.edges.map(({ edge }) => edge).join(', ')}`);
    return loopback(found.port);
  }

  /** Forgets what no later scenario is to see. */
  async sweep(): Promise<void> {
    this.events.forget();
    await openInbox(this.address('mail inbox')).clear();
  }

  async stop(): Promise<void> {
    this.events.close();
    this.queues.close();
    await this.process.stop();
    await this.databases.close();
  }
}

/** The processes behind the edges that speak HTTP, and email, which nobody calls, each with its own address. */
function servicesOf(
  edges: readonly EdgeStatus[],
  addresses: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const behind = edges
    .filter(({ protocol, to }) => protocol === 'http' && to !== 'stripe')
    .flatMap(({ upstreams }) => upstreams.map(({ name, port }) => [name, loopback(port)] as const));
  const emails = Object.entries(addresses).filter(([name]) => /^email(-\d+)?$/.test(name));
  return new Map([...behind, ...emails]);
}
