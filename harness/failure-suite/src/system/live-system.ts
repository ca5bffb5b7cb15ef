import {
  type CustomerResponse,
  type Ledgers,
  type LedgerScope,
  type Look,
  now,
  SeededRandom,
  type Shopper,
  type StageProcess,
  until,
} from '@holdfast/witness';
import { LabHandle, Timeline } from '@holdfast/engine';
import { type Customers, isOfTheSuite, newCustomer, probeName, trackedShopper } from './customers.ts';
import { type Act, LiveProcess } from './live-process.ts';
import { LiveSimulator } from './live-simulator.ts';
import { type LiveStack } from './live-stack.ts';
import { OrderReaders } from './order-readers.ts';
import { type Process, type Sometimes, type System } from './system.ts';

/** 40 ms: usually longer than the latency of a message. */
const calmMs = 40;
/** 300 ms: changes without a message, such as an expired timer, are seen this late at most. */
const mostMs = 300;

/** A statement that may change rows. */
const mayWrite = /\b(insert|update|delete|create|alter|drop)\b/i;

/**
 * 1 s: without messages, only timers change state, such as an open breaker; such changes are sampled this
 * late.
 */
const mostUnmovedMs = 1_000;

/** The view that one scenario has of a stack. */
export class LiveSystem implements System {
  readonly startedAt = now();
  readonly timeline = new Timeline();
  readonly responses: CustomerResponse[] = [];
  readonly acts: Act[] = [];
  readonly seen = new Set<Sometimes>();
  readonly lab: LabHandle;
  readonly simulator: LiveSimulator;
  /** The number of responses to `ask`. */
  asked = 0;
  /** Routes whose address a client of the scenario got. */
  readonly calledDirectly = new Set<string>();
  private readonly pending = new Set<Promise<unknown>>();
  private readonly stack: LiveStack;
  readonly signal: AbortSignal;
  private readonly scope: LedgerScope;
  private readonly customers: Customers;
  private readonly readers: OrderReaders;
  private shoppers = 0;

  constructor(stack: LiveStack, customers: Customers, signal: AbortSignal) {
    const { timeline, startedAt } = this;
    const { tag, seeds, mayRead } = customers;
    this.customers = customers;
    this.stack = stack;
    this.signal = signal;
    this.readers = new OrderReaders({
      instances: stack.instancesOf('checkout'),
      random: new SeededRandom(...seeds),
      signal,
      mayRead: () => mayRead && !this.lab.isCounting,
      keep: (response) => this.keep(response),
    });
    this.lab = new LabHandle({
      client: stack.lab,
      stream: stack.events,
      timeline,
      startedAt,
      signal,
      alone: (act) => this.readers.yieldTo(act),
    });
    this.simulator = new LiveSimulator(
      stack.address('stripe-simulator'),
      timeline,
      stack.process.up.secrets.stripeSecretKey,
    );
    const { down, paused, cutOff } = stack.process.appliedFaults;
    this.scope = {
      since: startedAt,
      domain: `@${tag}.example`,
      responses: () => this.responses,
      bankResponses: () => this.simulator.bankResponses,
      silent: () => new Set([...down, ...paused, ...cutOff]),
    };
  }

  shopper(
    name = ['Ada', 'Grace', 'Edsger', 'Barbara'][this.shoppers] ?? `Customer ${this.shoppers + 1}`,
  ): Shopper {
    return this.customer(name, this.edge('shopper->checkout'));
  }

  /** A customer at one instance, bypassing the lab. */
  prober(process: string): Shopper {
    return this.customer(probeName, this.address(process), process);
  }

  process(name: string): Process {
    return new LiveProcess(name, this.stack.process, this.timeline, this.acts);
  }

  get services(): readonly string[] {
    return [...this.stack.services.keys()];
  }

  processes(): Promise<readonly StageProcess[]> {
    return this.stack.process.processes();
  }

  ledgers(): Promise<Ledgers> {
    return this.stack.ledgers.read(this.scope);
  }

  mails(): Promise<Ledgers['mails']> {
    return this.stack.ledgers.mails();
  }

  withResilience(ledgers: Ledgers): Promise<Ledgers> {
    return this.stack.ledgers.withResilience(ledgers, this.scope);
  }

  untilCalm(): Promise<void> {
    return this.stack.events.calm(calmMs, mostMs, this.signal);
  }

  /** Resolves when a message has passed since `at`, or after a second. */
  untilMovedSince(at: number, signal: AbortSignal): Promise<void> {
    return this.stack.events.movedSince(at, mostUnmovedMs, signal);
  }

  async untilMoved(): Promise<void> {
    await this.readOrders();
    await this.stack.events.stir(calmMs, mostMs, this.signal);
  }

  /** Reads the orders of the scenario's customers, at any instance. */
  readOrders(): Promise<void> {
    return this.readers.round();
  }

  async ask(
    process: string,
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string }> {
    const headers = {
      authorization: `Bearer ${this.secrets.operatorKey}`,
      ...Object.fromEntries(new Headers(init.headers)),
    };
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(10_000)]);
    const response = await fetch(this.address(process) + path, { signal, ...init, headers });
    this.asked += 1;
    return { status: response.status, text: await response.text() };
  }

  log(process: string): Promise<string> {
    return this.stack.process.log(process);
  }

  query(
    database: string,
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Record<string, unknown>[]> {
    const { history, databases } = this.stack;
    const isWatched = typeof history !== 'string' && history.covers(database);
    return isWatched && mayWrite.test(sql)
      ? history.change(database, sql, parameters)
      : databases.query(database, sql, parameters);
  }

  get redisUrl(): string {
    return this.stack.address('redis');
  }

  get secrets(): System['secrets'] {
    return this.stack.process.up.secrets;
  }

  address(process: string): string {
    return this.stack.address(process);
  }

  edge(route: string): string {
    this.calledDirectly.add(route);
    return this.stack.edge(route);
  }

  until<T>(what: string, look: Look<T>, timeoutMs = 10_000): Promise<T> {
    return until(what, look, { timeoutMs, signal: this.signal });
  }

  note(text: string): void {
    this.timeline.add('scenario', 'note', text);
  }

  saw(what: Sometimes): void {
    this.seen.add(what);
  }

  /** Resolves when no customer request is in progress. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
  }

  /** Why changes between two readings are not judged; undefined if all are. */
  get historyIsSampled(): string | undefined {
    const { history } = this.stack;
    return typeof history === 'string' ? history : undefined;
  }

  /** A customer with a unique address in the domain of this scenario, and with orders of its own. */
  private customer(name: string, url: string, pastLabTo?: string): Shopper {
    this.shoppers += 1;
    const customer = newCustomer(name, {
      number: this.shoppers,
      customers: this.customers,
      totals: this.stack.totals,
      domain: this.scope.domain,
      url,
      pastLabTo,
      signal: this.signal,
      keep: (response) => this.keep(response),
    });
    return trackedShopper(customer, (work) => this.track(work));
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.pending.add(work);
    const done = (): void => void this.pending.delete(work);
    work.then(done, done);
    return work;
  }

  private keep(response: CustomerResponse): void {
    this.responses.push(response);
    if (!isOfTheSuite(response)) void this.track(this.readers.after(response));
    const { shopper, method, path, status, failure, startedAt, endedAt } = response;
    const what = `${method} ${path} → ${failure ?? status}`;
    this.timeline.add(`customer ${shopper}`, 'request', what, startedAt, endedAt);
  }
}
