import { randomBytes } from 'node:crypto';
import { type Fault, type ProcessAction, type Strike } from '@holdfast/lab-api';
import {
  awaitQuiescence,
  Bank,
  Customer,
  type CustomerResponse,
  type Evidence,
  type Ledgers,
  type LedgerScope,
  misses,
  now,
  pause,
  type ProviderFaultSetting,
  type Quiescence,
  realClock,
  type Shopper,
  type StageBreaker,
  type StageFault,
  type StageProcess,
  type StageStrike,
  until,
  type WholeStage,
} from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { ownLedgers, stirringLedgers } from './own-ledgers.ts';
import { ProviderRecord } from './provider-record.ts';
import { routeBreakers, stackProcesses } from './stack-readings.ts';
import { WireRecord } from './wire-record.ts';

/** 100 ms between two readings while the system comes to rest. */
const readEveryMs = 100;

interface ProcessAct {
  readonly at: number;
  readonly process: string;
  readonly act: string;
}

export interface LabStageOptions {
  readonly context: LabContext;
  readonly signal: AbortSignal;
  /** Removes every fault and starts every process. Must not depend on the signal. */
  readonly healStack: () => Promise<void>;
}

/** The running stack around the lab as the stage of one run. */
export class LabStage implements WholeStage {
  readonly clock = realClock;
  /** People watch. */
  readonly pace = 1;
  readonly signal: AbortSignal;
  private readonly context: LabContext;
  private readonly healStack: () => Promise<void>;
  private readonly startedAt = now();
  private readonly domain = `@run-${randomBytes(4).toString('hex')}.example`;
  private readonly kept: CustomerResponse[] = [];
  private readonly acts: ProcessAct[] = [];
  private readonly wire: WireRecord;
  private readonly stripe: ProviderRecord;
  private readonly banks: Bank;
  private customers = 0;

  constructor({ context, signal, healStack }: LabStageOptions) {
    const { simulatorUrl, stripeSecretKey } = context.observe;
    this.context = context;
    this.signal = signal;
    this.healStack = healStack;
    this.wire = new WireRecord(context.lab);
    this.stripe = new ProviderRecord(context.provider);
    this.banks = new Bank(simulatorUrl ?? '', stripeSecretKey);
  }

  close(): void {
    this.wire.close();
  }

  customer(name: string): Shopper {
    this.customers += 1;
    const mailbox = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
    return new Customer(name, `${mailbox}.${this.customers}${this.domain}`, {
      url: this.context.edgeUrl('shopper->checkout'),
      signal: this.signal,
      keep: (response) => void this.kept.push(response),
    });
  }

  responses(): readonly CustomerResponse[] {
    return this.kept;
  }

  strike(strike: Strike): Promise<StageStrike> {
    this.signal.throwIfAborted();
    return Promise.resolve(this.wire.strike(strike));
  }

  fault(edge: string, fault: Fault): Promise<StageFault> {
    this.signal.throwIfAborted();
    return this.wire.fault(edge, fault);
  }

  provider(fault: ProviderFaultSetting): Promise<StageFault> {
    this.signal.throwIfAborted();
    return this.stripe.fault(fault);
  }

  async process(name: string, action: ProcessAction): Promise<void> {
    this.signal.throwIfAborted();
    this.acts.push({ at: now(), process: name, act: `${action} ${name}` });
    await this.context.processes.act(name, action);
  }

  processes(): Promise<readonly StageProcess[]> {
    return stackProcesses(this.context);
  }

  breakers(): Promise<readonly StageBreaker[]> {
    return routeBreakers(this.context);
  }

  async bank(orderId: string, response: 'confirm' | 'refuse' | 'cancel'): Promise<void> {
    if (response === 'cancel') {
      const { intents } = await this.ledgers();
      const intent = intents.find((each) => each.orderId === orderId);
      if (intent === undefined) throw new Error(`Stripe has no payment for ${orderId}.`);
      return this.banks.cancel(intent.intentId);
    }
    const page = await until(`the bank asks about ${orderId}`, () => this.banks.challengeOf(orderId), {
      signal: this.signal,
    });
    await this.banks.respond(page, response);
  }

  async ledgers(): Promise<Ledgers> {
    return ownLedgers(await this.context.ledgers.read(this.scope), this.domain);
  }

  events(): WireRecord['events'] {
    return this.wire.events;
  }

  async misses(): Promise<readonly string[]> {
    return misses(
      this.wire.strikes,
      this.wire.faults,
      (await this.stripe.all()).map((fault) => ({ ...fault })),
    );
  }

  async heal(): Promise<void> {
    await this.healStack();
  }

  rest(timeoutMs: number): Promise<Quiescence> {
    const { signal, scope, context } = this;
    const isBefore = this.kept.length === 0;
    const ledgers = async (): Promise<Ledgers> =>
      isBefore ? stirringLedgers(await context.ledgers.read(scope)) : this.ledgers();
    return awaitQuiescence(
      {
        ledgers,
        withResilience: (read) => context.ledgers.withResilience(read, scope),
        untilCalm: () => Promise.resolve(),
        untilMoved: () => pause(readEveryMs, signal),
      },
      { timeoutMs, signal, shop: () => this.shop() },
    );
  }

  evidence(
    { startedAt, healedAt }: { readonly startedAt: number; readonly healedAt: number },
    { quietAt, ledgers }: Quiescence,
  ): Evidence {
    return {
      scenario: { name: 'experiment' },
      startedAt,
      healedAt,
      quietAt,
      ledgers,
      samples: [],
      events: this.wire.events,
      strikes: this.wire.strikes,
      faults: this.wire.faults,
      acts: this.acts,
    };
  }

  private get scope(): LedgerScope {
    return {
      since: this.startedAt,
      domain: this.domain,
      responses: () => this.kept,
      bankResponses: () => this.banks.responses,
      silent: () => new Set(),
    };
  }

  /** Calls with which half-open breakers test their services. */
  private async shop(): Promise<void> {
    const probe = this.customer(`Probe ${this.customers + 1}`);
    await probe.checkOut({ attempts: 3 });
    await probe.get(`/recommendations?customerId=${encodeURIComponent(probe.email)}&limit=3`);
    await pause(readEveryMs, this.signal);
  }
}
