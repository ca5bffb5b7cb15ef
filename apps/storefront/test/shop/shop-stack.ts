import { LabClient } from '@holdfast/lab-api';
import {
  type Action,
  controlProcess,
  databaseUrl,
  type Inbox,
  openInbox,
  readRunningState,
  type StackSecrets,
  stackSecrets,
  stackStatus,
} from '@holdfast/local-stack';
import { eventually } from '@holdfast/testing';
import pg from 'pg';
import { shopVariable } from './running-shop.ts';

export interface Charge {
  readonly chargeId: string;
  readonly paymentIntentId: string;
  readonly amountMinor: number;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Challenge {
  readonly intentId: string;
  readonly url: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A fault of the local Stripe: `{ route: 'POST /v1/payment_intents', fault: 'latency', ms: 3000 }`. */
export interface StripeFault {
  readonly route: string;
  readonly fault: string;
  readonly ms?: number;
  readonly times?: number;
}

/** Each look probes every process, so there are few. */
const patience = { timeoutMs: 60_000, intervalMs: 250 };

type State = NonNullable<ReturnType<typeof readRunningState>>;

/** The stack behind the shop: what breaks it, and what its ledgers say. */
export class ShopStack {
  readonly lab: LabClient;
  readonly inbox: Inbox;

  constructor(
    private readonly state: State,
    readonly dataDir: string,
  ) {
    this.lab = new LabClient(this.address('failure-lab'));
    this.inbox = openInbox(this.address('mail inbox'));
  }

  /** The shop that Jest's global setup started for this worker. */
  static running(): ShopStack {
    const dataDir = process.env[shopVariable(process.env['JEST_WORKER_ID'] ?? '1')];
    const state = dataDir === undefined ? undefined : readRunningState(dataDir);
    if (dataDir === undefined || state === undefined) throw new Error('no shop runs: set TEST_TIER=browser');
    return new ShopStack(state, dataDir);
  }

  get secrets(): StackSecrets {
    return stackSecrets(this.dataDir);
  }

  /** The origin of the pages. */
  get url(): string {
    return this.address('storefront');
  }

  /** The origin of the simulated Stripe: its script, and the page of the bank. */
  get stripeUrl(): string {
    return this.address('stripe-simulator');
  }

  address(process: string): string {
    const found = this.state.addresses[process];
    if (found === undefined) throw new Error(`the stack has no ${process}`);
    return found;
  }

  /** Kills, starts, pauses or resumes a process; a started process is ready when it resolves. */
  async act(action: Action, process: string): Promise<void> {
    await controlProcess(this.control, action, process);
  }

  async stripeFault(fault: StripeFault): Promise<void> {
    await this.stripe('POST', '/_simulator/faults', fault);
  }

  /** How often faults of the simulated Stripe have hit so far. */
  async stripeFaultHits(): Promise<number> {
    const { faults } = (await this.stripe('GET', '/_simulator/faults')) as { faults: { struck: number }[] };
    return faults.reduce((sum, { struck }) => sum + struck, 0);
  }

  async charges(orderId?: string): Promise<readonly Charge[]> {
    const { charges } = (await this.stripe('GET', '/_simulator/charges')) as { charges: Charge[] };
    return orderId === undefined
      ? charges
      : charges.filter(({ metadata }) => metadata['orderId'] === orderId);
  }

  /** The confirmation that the bank waits for. */
  async challenge(orderId: string): Promise<Challenge> {
    const { challenges } = (await this.stripe('GET', '/_simulator/challenges')) as {
      challenges: Challenge[];
    };
    const found = challenges.find(({ metadata }) => metadata['orderId'] === orderId);
    if (found === undefined) throw new Error(`no bank waits for a confirmation of ${orderId}`);
    return found;
  }

  /** Responds to the bank as the customer would on another device. */
  async answerBank(orderId: string, answer: 'confirm' | 'refuse'): Promise<void> {
    const { intentId } = await this.challenge(orderId);
    await this.stripe('POST', `/_simulator/challenges/${intentId}`, { answer });
  }

  /** Queries the database of a service. */
  async rows<Row>(database: string, text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: databaseUrl(this.address('postgres'), database) });
    await client.connect();
    try {
      return (await client.query(text, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Ends all faults, brings every process back, and sends the lab's customers home. */
  async heal(): Promise<void> {
    await Promise.all([
      this.lab.heal(),
      this.lab.customers({ ratePerSecond: 0, seed: 1 }),
      this.stripe('DELETE', '/_simulator/faults'),
    ]);
    const status = await stackStatus(this.control);
    for (const { name, state } of status) {
      if (state === 'paused') await this.act('resume', name);
      if (state === 'down') await this.act('start', name);
    }
    await eventually(async () => {
      const waiting = (await stackStatus(this.control)).filter(({ ready }) => !ready);
      if (waiting.length > 0) throw new Error(`not ready: ${waiting.map(({ name }) => name).join(', ')}`);
    }, patience);
  }

  private get control(): NonNullable<State['control']> {
    if (this.state.control === null) throw new Error('the shop has not started completely');
    return this.state.control;
  }

  /** Calls the simulated Stripe, around its pages. */
  async stripe(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.stripeUrl + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Stripe refused ${method} ${path} (${response.status}): ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
