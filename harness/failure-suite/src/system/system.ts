import { type Lab } from '@holdfast/engine';
import {
  type BankResponse,
  type CustomerResponse,
  type Ledgers,
  type Shopper,
  type StageProcess,
} from '@holdfast/witness';

/**
 * A running Holdfast under test, with the means to break it and to act as its customers. Everything goes on
 * the timeline.
 */
export interface System {
  /** A customer behind the edge `shopper->checkout`, with a unique address. All responses are kept. */
  shopper(name?: string): Shopper;
  /** Every response to a customer so far. */
  readonly responses: readonly CustomerResponse[];
  readonly lab: Lab;
  /**
   * `checkout`, `checkout-2`, `payments`, `payments-2`, `email`, `email-2`, `recommendations`, `postgres`,
   * `redis`, `mail`.
   */
  process(name: string): Process;
  /** The instances of all services of this shop: `checkout`, `checkout-2`, `payments`. */
  readonly services: readonly string[];
  /** Every process of the stack, as its supervisor or Docker reports it. */
  processes(): Promise<readonly StageProcess[]>;
  readonly simulator: Simulator;
  /** Reads the independent ledgers. */
  ledgers(): Promise<Ledgers>;
  /** Reads the inbox only: cheaper than `ledgers` when a scenario waits for an email. */
  mails(): Promise<Ledgers['mails']>;
  /**
   * Calls a route of one service with the operator's key, bypassing the lab: `/resilience`, `/metrics`,
   * `/emails`.
   */
  ask(
    process: string,
    path: string,
    init?: RequestInit,
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** The log of a process since the stack was started. */
  log(process: string): Promise<string>;
  /**
   * Runs SQL on a service's database, bypassing the lab. What it changes is the suite's own act: the
   * invariants about the history do not judge it.
   */
  query(
    database: string,
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<readonly Record<string, unknown>[]>;
  /** Bypasses the lab. */
  readonly redisUrl: string;
  readonly secrets: Readonly<
    Record<'operatorKey' | 'checkoutKey' | 'opsKey' | 'stripeWebhookSecret', string>
  >;
  /** A direct address, bypassing the lab: `http://127.0.0.1:5001`. */
  address(process: string): string;
  /** The address of an edge of the lab, for a scenario's own clients: `http://127.0.0.1:5061`. */
  edge(route: string): string;
  /**
   * Waits until `look` returns neither undefined nor false. Fails after `timeoutMs` (default 10 s) with the
   * last error.
   */
  until<T>(
    what: string,
    look: () => Promise<T | undefined | false> | T | undefined | false,
    timeoutMs?: number,
  ): Promise<T>;
  /** Aborted when the suite stops. */
  readonly signal: AbortSignal;
  /** Adds a line to the timeline. */
  note(text: string): void;
  /** Records a rare event that this run has seen: `breaker opened`. */
  saw(what: Sometimes): void;
}

export type Sometimes =
  | 'breaker opened'
  | 'lease taken over'
  | 'response lost after the effect'
  | 'stale served'
  | 'duplicate job seen';

/** A process of the stack. */
export interface Process {
  readonly name: string;
  /** SIGKILL. The process stays down until it is started. */
  kill(): Promise<void>;
  /** SIGTERM; waits for the exit. */
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
  /** SIGSTOP. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Disconnects the process from its network: messages in transit are lost and its name no longer resolves.
   * Only containers have their own network, so such a scenario declares `needs: 'containers'`.
   */
  cutOff(): Promise<void>;
  reconnect(): Promise<void>;
}

/** An event of the provider, as its API lists it. */
export type ProviderEvent = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type: string;
};

/** The provider's own faults and webhooks, in addition to the lab's. */
export interface Simulator {
  fault(body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Withholds all webhooks until faults are cleared. Not a fault: there may be none to withhold. */
  withholdEvents(): Promise<void>;
  /** Sends webhooks one at a time until faults are cleared. Not a fault either. */
  deliverInTurn(): Promise<void>;
  clearFaults(): Promise<void>;
  /** Moves the provider's clock forward; what becomes due has happened afterward. */
  advanceDays(days: number): Promise<void>;
  /** Confirms a payment on the page of the customer's bank, like a browser without script. */
  confirmWithBank(url: string): Promise<BankResponse>;
  /** Refuses a payment there. */
  refuse(url: string): Promise<BankResponse>;
  /** Cancels a payment in its dashboard. One that is canceled already stays so. */
  cancel(intentId: string): Promise<void>;
  /** As the provider's dashboard requests it: `/v1/refunds/re_1`, `{ 'metadata[note]': 'called' }`. */
  inDashboard(path: string, form: Readonly<Record<string, string>>): Promise<{ readonly id: string }>;
  /** A token that Stripe.js would create for a payment method. It pays once. */
  confirmationToken(paymentMethod: string): Promise<string>;
  /** The page of the bank that waits for this order's customer; undefined if none does. */
  challengeOf(orderId: string): Promise<string | undefined>;
  /** Its events, newest first, 100 at most. */
  events(): Promise<readonly ProviderEvent[]>;
  /** The faults with their strike counts. */
  faults(): Promise<readonly Record<string, unknown>[]>;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}
