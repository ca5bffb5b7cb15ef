import { freePortBase, type LocalStack, type ProgramFiles } from '@holdfast/local-stack';
import { Databases } from '@holdfast/witness';
import { request } from 'undici';
import { Hop, type HopFaults } from './hop.ts';
import { checkoutPort, startBenchStack } from '../../measure/stack/bench-stack.ts';
import { WorkReader } from '../../measure/stack/work-left.ts';
import { MailSink } from './mail-sink.ts';
import { type Environment, merged, type ShopDefinition, shopDefinitions } from './shop-definitions.ts';
import { type ProcessName, serviceNames } from '../../measure/process-names.ts';
import { labels, type ShopName } from './shop-names.ts';

const paused = [...serviceNames, 'stripe-simulator'];

export interface Hops {
  readonly payments: Hop;
  readonly stripe: Hop;
  readonly webhooks: Hop;
}

/** One whole shop as processes: four services, Postgres, Redis, the Stripe simulator; emails end here. */
export class Shop {
  readonly label: string;
  private readonly definition: ShopDefinition;
  private readonly databases: Databases;
  readonly work: WorkReader;
  private opened: Hops | undefined;

  private constructor(
    readonly name: ShopName,
    readonly stack: LocalStack,
    readonly sink: MailSink,
  ) {
    this.label = labels[name];
    this.definition = shopDefinitions[name];
    this.databases = new Databases(stack.addresses.postgres, 'bench');
    this.work = new WorkReader(stack, this.definition.openWork);
  }

  /** Starts a shop with the bundles of `bundledPrograms`. Nothing is left running if it rejects. */
  static async start(name: ShopName, dataDir: string, bundles: ProgramFiles): Promise<Shop> {
    const sink = await MailSink.open();
    const { programs, environment } = shopDefinitions[name];
    const portBase = await freePortBase();
    try {
      const stack = await startBenchStack({
        portBase,
        dataDir,
        runsBundles: false,
        programs: programs(bundles),
        mailInbox: 'off',
        environment: merged(environment(portBase), { email: { SMTP_URL: sink.url } }),
      });
      return new Shop(name, stack, sink);
    } catch (error) {
      await sink.close();
      throw error;
    }
  }

  get checkoutPort(): number {
    return checkoutPort(this.stack);
  }

  pid(name: ProcessName): number {
    return this.stack.process(name).identity?.pid ?? NaN;
  }

  /** Stops all processes but the stores (SIGSTOP), so that they take no CPU from another shop's turn. */
  async pause(): Promise<void> {
    for (const name of paused) await this.stack.act('pause', name);
  }

  async resume(): Promise<void> {
    for (const name of paused) await this.stack.act('resume', name);
  }

  /** Restarts the services with hops between them, and with short timings. */
  async openHops(): Promise<Hops> {
    const { addresses, settings } = this.stack;
    const hops = (this.opened = {
      payments: await Hop.open(addresses.payments),
      stripe: await Hop.open(addresses['stripe-simulator'] ?? ''),
      webhooks: await Hop.open(addresses.payments),
    });
    const throughHops: Environment = {
      checkout: { PAYMENTS_URL: hops.payments.url },
      payments: { STRIPE_API_URL: hops.stripe.url },
      'stripe-simulator': { WEBHOOK_URL: `${hops.webhooks.url}/webhooks/stripe` },
    };
    const { underFaults } = this.definition;
    await this.stack.changeEnvironment(merged(settings.environment ?? {}, underFaults, throughHops));
    return hops;
  }

  setFaults({ payments, stripe, webhooks }: Readonly<Record<keyof Hops, HopFaults>>): void {
    if (this.opened === undefined) throw new Error('the hops are not open');
    this.opened.payments.faults = payments;
    this.opened.stripe.faults = stripe;
    this.opened.webhooks.faults = webhooks;
  }

  /** Rows of a service's database. */
  async rows<Row>(database: string, text: string): Promise<readonly Row[]> {
    return (await this.databases.query(database, text)) as readonly Row[];
  }

  /** The provider's own record of charges. */
  async charges(): Promise<
    readonly { readonly status: string; readonly metadata: Record<string, string> }[]
  > {
    const { body } = await request(`${this.stack.addresses['stripe-simulator']}/_simulator/charges`);
    const { charges } = (await body.json()) as { charges: never[] };
    return charges;
  }

  async close(): Promise<void> {
    await this.databases.close();
    await this.work.close();
    // Stopping takes seconds, and the data is deleted anyway.
    await this.stack.kill();
    for (const hop of Object.values(this.opened ?? {}) as Hop[]) await hop.close();
    await this.sink.close();
  }
}
