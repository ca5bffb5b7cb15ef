import {
  type ActiveFault,
  type ArmedStrike,
  type Fault,
  type LabEvent,
  type Release,
  type Strike,
} from '@holdfast/fault-proxy';
import { type Ledgers } from './ledgers.ts';
import { type Shopper } from './shopper.ts';

/** A running Holdfast under test: what a scenario breaks, and the customers it acts as. All of it goes onto the scenario's timeline. */
export interface System {
  /** A customer behind the edge `shopper->checkout`. Each has an address of its own and keeps all answers. */
  shopper(name?: string): Shopper;
  readonly lab: Lab;
  /** `checkout`, `checkout-2`, `payments`, `payments-2`, `email`, `email-2`, `recommendations`, `postgres`, `redis`, `mail`. */
  process(name: string): Process;
  readonly simulator: Simulator;
  /** What the independent ledgers say now. */
  ledgers(): Promise<Ledgers>;
  /** What has come to the inbox since the scenario began: one of the ledgers alone, for whoever waits for a mail. */
  mails(): Promise<Ledgers['mails']>;
  /** Answers of a service's own routes, with the operator's key: `GET /resilience`, `/metrics`, `/emails`. Not through the lab. */
  ask(
    process: string,
    path: string,
    init?: RequestInit,
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** What a process has written to its log since the stack was started. */
  log(process: string): Promise<string>;
  /** Runs SQL on a service's database, around the lab. */
  query(
    database: string,
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<readonly Record<string, unknown>[]>;
  /** Around the lab. */
  readonly redisUrl: string;
  readonly secrets: Readonly<
    Record<'operatorKey' | 'checkoutKey' | 'opsKey' | 'stripeWebhookSecret', string>
  >;
  /** An address around the lab: `http://127.0.0.1:5001`. */
  address(process: string): string;
  /** The address of an edge of the lab, for clients of a scenario's own: `http://127.0.0.1:5061`. */
  edge(route: string): string;
  /** Waits until `look` gives something other than undefined or false and does not throw; fails after `timeoutMs` (default 10 s) with the last error. */
  until<T>(
    what: string,
    look: () => Promise<T | undefined | false> | T | undefined | false,
    timeoutMs?: number,
  ): Promise<T>;
  /** A line on the timeline, in plain words. */
  note(text: string): void;
  /** Names something that this run has seen happen at least once: `breaker opened`. */
  saw(what: Sometimes): void;
}

export type Sometimes =
  | 'breaker opened'
  | 'lease taken over'
  | 'answer lost after the effect'
  | 'stale served'
  | 'duplicate job seen';

export interface Lab {
  /** Arms a strike; `hit` resolves with the message it hit. One that is never hit makes the scenario VOID. */
  strike(strike: Strike): Promise<StrikeHandle>;
  /** A fault that holds until it is cleared or the scenario heals. One that never struck anything makes the scenario VOID. */
  fault(route: string, fault: Fault): Promise<FaultHandle>;
  /** Clears all faults and strikes, lets go of what is held. */
  heal(): Promise<void>;
  /** All that passed since the scenario began. */
  events(): readonly LabEvent[];
}

export interface StrikeHandle {
  readonly strikeId: string;
  hit(timeoutMs?: number): Promise<ArmedStrike>;
  release(how: Release): Promise<void>;
}

export interface FaultHandle {
  readonly faultId: string;
  /** Resolves once it has struck at least `times` (default 1). */
  struck(times?: number): Promise<ActiveFault>;
  clear(): Promise<void>;
}

/** A process of the stack. */
export interface Process {
  readonly name: string;
  /** SIGKILL. It stays down until started. */
  kill(): Promise<void>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
  /** SIGSTOP. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Takes it out of its network: what it was saying is lost on the way, and nobody finds it any more. Only containers have a network of their
   * own, so a scenario that uses it says `needs: 'containers'`.
   */
  cutOff(): Promise<void>;
  reconnect(): Promise<void>;
}

/** The provider: its faults and its webhooks, beside the lab's. */
export interface Simulator {
  fault(body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Keeps all webhooks back until faults are cleared. No fault: there may be none to keep back. */
  withholdEvents(): Promise<void>;
  /** Has all webhooks sent one after another until faults are cleared. No fault either. */
  deliverInTurn(): Promise<void>;
  clearFaults(): Promise<void>;
  /** The faults with how often each struck. */
  faults(): Promise<readonly Record<string, unknown>[]>;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}
