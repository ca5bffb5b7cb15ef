import { randomUUID } from 'node:crypto';
import { type CustomerResponse } from '../customers/customer-response.ts';
import { LabHandle } from '../lab/lab-handle.ts';
import { type LocalLab } from '../lab/local-lab.ts';
import { Timeline } from '../lab/timeline.ts';
import { type Roles, type Strikable } from '../points/strike-point.ts';
import { now } from '../waiting/clock.ts';
import { until } from '../waiting/until.ts';
import { type Watched } from '../waiting/rest.ts';
import { Customer } from './customer.ts';
import { type JudgedCustomer, type SuiteDefinition } from './define-suite.ts';
import { type RunningStack } from './stack.ts';

const defaultPatienceMs = 500;

/** 40 ms: usually longer than the latency of a message. */
const calmMs = 40;
/** 300 ms: changes without a message, such as an expired timer, are seen this late at most. */
const mostMs = 300;

/** The stored state of the system, and when it was read. */
export interface Reading<Ledgers> {
  readonly readAt: number;
  readonly stored: Ledgers;
}

/** The view that one scenario has of a running stack. */
export class LiveSystem<Ledgers extends object> implements Strikable, Watched<Reading<Ledgers>> {
  readonly startedAt = now();
  readonly timeline = new Timeline();
  readonly responses: CustomerResponse[] = [];
  readonly lab: LabHandle;
  readonly patienceMs: number;
  readonly roles: Roles;
  readonly signal: AbortSignal;
  private readonly down = new Set<string>();
  private readonly definition: SuiteDefinition<Ledgers>;
  private readonly stack: RunningStack;
  private readonly wire: LocalLab;
  private readonly edge: { readonly from: string; readonly port: number };

  constructor(
    definition: SuiteDefinition<Ledgers>,
    stack: RunningStack,
    wire: LocalLab,
    signal: AbortSignal,
  ) {
    this.definition = definition;
    this.stack = stack;
    this.wire = wire;
    this.signal = signal;
    this.patienceMs = definition.patienceMs ?? defaultPatienceMs;
    this.edge = customerEdge(stack);
    this.roles = {
      isCustomer: (name) => name === this.edge.from,
      isSingle: (name) => name !== this.edge.from,
    };
    wire.events.forget();
    const { timeline, startedAt } = this;
    this.lab = new LabHandle({ client: wire, stream: wire.events, timeline, startedAt, signal });
  }

  /**
   * A new customer. `keeps` is false for the suite's own, whom the invariants do not judge. `timeoutMs`: how
   * long it waits for a response.
   */
  customer(keeps = true, timeoutMs = this.patienceMs): Customer {
    const keep = (response: CustomerResponse): void => {
      const { method, path, status, failure, startedAt, endedAt } = response;
      this.timeline.add(
        'customer',
        'request',
        `${method} ${path} → ${failure ?? status}`,
        startedAt,
        endedAt,
      );
      if (keeps) this.responses.push(response);
    };
    const url = `http://127.0.0.1:${this.edge.port}`;
    return new Customer(randomUUID(), { url, timeoutMs, signal: this.signal, keep });
  }

  /** The customers of the scenario with their responses. */
  judged(): JudgedCustomer[] {
    const names = new Set(this.responses.map(({ shopper }) => shopper));
    return [...names].map((name) => {
      const responses = this.responses.filter(({ shopper }) => shopper === name);
      return { name, responses, wasAccepted: responses.some(({ status }) => status >= 200 && status < 300) };
    });
  }

  process(name: string): { kill(): Promise<void>; start(): Promise<void> } {
    return {
      kill: () => {
        this.down.add(name);
        return this.during(name, 'killed (SIGKILL)', () => this.stack.kill(name));
      },
      start: async () => {
        await this.during(name, 'started', () => this.stack.start(name));
        this.down.delete(name);
      },
    };
  }

  /** Undoes what the scenario broke, and waits until every service is ready. */
  async heal(): Promise<void> {
    await this.lab.heal();
    for (const name of this.down) await this.process(name).start();
    await Promise.all([...this.stack.health].map(([name, url]) => isReady(name, url, this.signal)));
  }

  async ledgers(): Promise<Reading<Ledgers>> {
    return { stored: await this.definition.ledgers(this.stack), readAt: now() };
  }

  /** The engine reads no breakers: a service needs a health route and nothing else. */
  withResilience(reading: Reading<Ledgers>): Promise<Reading<Ledgers>> {
    return Promise.resolve(reading);
  }

  untilCalm(): Promise<void> {
    return this.wire.events.calm(calmMs, mostMs, this.signal);
  }

  untilMoved(): Promise<void> {
    return this.wire.events.stir(calmMs, mostMs, this.signal);
  }

  private async during(lane: string, text: string, act: () => Promise<void>): Promise<void> {
    const at = now();
    await act();
    this.timeline.add(lane, 'process', text, at, now());
  }
}

/** Customers call the first edge whose caller is not a service of the stack. */
function customerEdge({ edges, health }: RunningStack): { readonly from: string; readonly port: number } {
  const edge = edges.find(({ from, protocol }) => protocol === 'http' && !health.has(from));
  if (edge === undefined)
    throw new Error('No HTTP edge comes from outside: customers cannot call the system.');
  return edge;
}

async function isReady(name: string, url: string, signal: AbortSignal): Promise<void> {
  await until(
    `${name} is ready`,
    async () => {
      const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (status !== 200) throw new Error(`${url} returned ${status}`);
      return true;
    },
    { signal },
  );
}
