import { LabClient } from '@holdfast/lab-api';
import {
  type Action,
  controlProcess,
  type Inbox,
  openInbox,
  type OptionalService,
  type ProcessStatus,
  stackStatus,
  type StackState,
} from '@holdfast/local-stack';
import { bodyOf, Customer, type CustomerResponse, Databases } from '@holdfast/witness';

const needed = [
  'storefront',
  'checkout through the lab',
  'failure-lab',
  'stripe-simulator',
  'mail inbox',
  'postgres',
] as const;
type Addresses = Readonly<Record<(typeof needed)[number], string>> &
  Readonly<Partial<Record<OptionalService, string>>>;

const reasons: Readonly<Partial<Record<(typeof needed)[number], string>>> = {
  storefront: 'The demo shows the shop, which is off. Start without STOREFRONT=off.',
  'failure-lab':
    'The demo breaks things through the failure lab, which is off. Start without FAILURE_LAB=off.',
  'stripe-simulator':
    'The demo counts the charges of the local Stripe. Start without STRIPE_SECRET_KEY: no card is charged then.',
};

/** The addresses that the demo needs. @throws Error that says what to start differently */
export function demandAddresses(addresses: Readonly<Partial<Record<string, string>>>): Addresses {
  const missing = needed.find((name) => addresses[name] === undefined);
  if (missing === undefined) return addresses as Addresses;
  throw new Error(reasons[missing] ?? `The demo needs ${missing}, which this stack does not have.`);
}

export interface Charge {
  readonly chargeId: string;
  readonly amountMinor: number;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface SimulatorFault {
  readonly route: string;
  readonly fault: string;
}

/** The stack on stage: its customers, what breaks it, and its ledgers. */
export class DemoStack {
  readonly addresses: Addresses;
  readonly lab: LabClient;
  private readonly inbox: Inbox;
  private readonly databases: Databases;
  private readonly control: NonNullable<StackState['control']>;

  constructor(addresses: Addresses, control: NonNullable<StackState['control']>) {
    this.addresses = addresses;
    this.control = control;
    this.lab = new LabClient(addresses['failure-lab']);
    this.inbox = openInbox(addresses['mail inbox']);
    this.databases = new Databases(addresses.postgres);
  }

  /** A customer, whose requests pass the lab as those of the shop do. */
  customer(name: string, signal: AbortSignal): Customer {
    const email = `${name.toLowerCase()}@example.com`;
    return new Customer(name, email, {
      url: this.addresses['checkout through the lab'],
      signal,
      keep: () => undefined,
    });
  }

  /** The address of an order's page, as in the order's emails. */
  pageOf(placed: CustomerResponse): string {
    const { orderId, accessToken } = bodyOf(placed);
    return `${this.addresses.storefront}/orders/${String(orderId)}#${String(accessToken)}`;
  }

  status(): Promise<ProcessStatus[]> {
    return stackStatus(this.control);
  }

  async act(action: Action, process: string): Promise<void> {
    await controlProcess(this.control, action, process);
  }

  /** The names of all instances of a service. */
  async instancesOf(service: string): Promise<string[]> {
    const names = (await this.status()).map(({ name }) => name);
    return names.filter((name) => name === service || name.startsWith(`${service}-`));
  }

  /** False while an open breaker stops all calls to this service. */
  async isCalled(service: string): Promise<boolean> {
    const breakers = await this.lab.breakers();
    return breakers.every(
      (each) => 'unreachable' in each || each.dependency !== service || each.breaker !== 'open',
    );
  }

  /** The charges in the ledger of the local Stripe, of one order or since a moment. */
  async charges(of: { readonly orderId: string } | { readonly since: number }): Promise<readonly Charge[]> {
    const query = 'since' in of ? `?since=${of.since}` : '';
    const { charges } = (await this.simulator(`charges${query}`)) as { charges: readonly Charge[] };
    return 'since' in of ? charges : charges.filter(({ metadata }) => metadata['orderId'] === of.orderId);
  }

  async simulatorFaults(): Promise<readonly SimulatorFault[]> {
    return ((await this.simulator('faults')) as { faults: readonly SimulatorFault[] }).faults;
  }

  /** The Message-IDs of the receipts in the inbox, once each, by order. */
  async receipts(orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const mails = await this.inbox.messages();
    return new Map(orderIds.map((orderId) => [orderId, receiptsOf(orderId, mails)]));
  }

  /** The orders in checkout's ledger since a moment, those placed by hand included. */
  async orders(since: number): Promise<readonly { readonly orderId: string; readonly status: string }[]> {
    const rows = await this.databases.query(
      'checkout',
      'select order_id, status from orders where created_at >= $1 order by created_at',
      [new Date(since)],
    );
    return rows.map((row) => ({ orderId: String(row['order_id']), status: String(row['status']) }));
  }

  close(): Promise<void> {
    return this.databases.close();
  }

  private async simulator(what: string): Promise<unknown> {
    const response = await fetch(`${this.addresses['stripe-simulator']}/_simulator/${what}`);
    if (!response.ok) throw new Error(`The local Stripe returned ${response.status} for its ${what}.`);
    return response.json();
  }
}

type Mails = Awaited<ReturnType<Inbox['messages']>>;

const receiptsOf = (orderId: string, mails: Mails): string[] => [
  ...new Set(
    mails
      .filter(({ subject, text }) => /receipt/i.test(subject) && text.includes(orderId))
      .map(({ messageId }) => messageId),
  ),
];
