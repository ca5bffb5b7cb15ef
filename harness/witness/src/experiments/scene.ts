import { type Message } from '@holdfast/lab-api';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { type Cast } from './cast.ts';
import {
  roleOf,
  type Stage,
  type StageBreaker,
  type StageFault,
  type StageProcess,
  type StageStrike,
} from './stage.ts';

/** 100 ms: fresh enough for bounds of seconds, and rare enough for the databases. */
const freshMs = 100;

/** How a moment was seen. */
export interface Sighting {
  /** When it happened, or was read. */
  readonly at: number;
  readonly message: number | null;
  /** The observation in other words: `3 requests`. */
  readonly detail: string | null;
}

/** How a kind of moment is recognized. */
export interface MomentKind<M> {
  /** A string says how far it is; a sighting, that it has come true. */
  readonly look: (moment: M, scene: Scene) => Promise<Sighting | string> | Sighting | string;
  /** True if it is only certain once everything else in its step has happened: that nothing more passed. */
  readonly isOfTheEnd?: (moment: M) => boolean;
  /** True if a later message or receipt may disprove it: looked at again at the end of its step. */
  readonly mayPass?: (moment: M) => boolean;
}

/** Everything that moments look at. Readings are shared between them. */
export class Scene {
  readonly stage: Stage;
  readonly cast: Cast;
  readonly startedAt: number;
  /** By name, as the acts of the experiment armed them. */
  readonly strikes = new Map<string, StageStrike>();
  readonly faults = new Map<string, StageFault>();
  /** Requests in each 100 ms, by name. */
  readonly curves = new Map<string, () => readonly number[]>();
  stepAt: number;
  /** When each step began. */
  private readonly begun = new Map<string, number>();
  private processesBefore: readonly StageProcess[] = [];
  private names: readonly string[] | undefined;
  private readonly readings = new Map<string, { readonly at: number; readonly value: Promise<unknown> }>();

  constructor(stage: Stage, cast: Cast) {
    this.stage = stage;
    this.cast = cast;
    this.startedAt = this.now();
    this.stepAt = this.startedAt;
  }

  now(): number {
    return this.stage.clock.now();
  }

  async rememberProcesses(): Promise<void> {
    this.processesBefore = await this.stage.processes();
  }

  begin(step: string): void {
    this.stepAt = this.now();
    this.begun.set(step, this.stepAt);
  }

  /** Messages on a route, in one direction, since a step began; by default since this one. */
  messages(route: string, direction: Message['direction'], since?: string): readonly Message[] {
    const from = since === undefined ? this.stepAt : (this.begun.get(since) ?? this.startedAt);
    return this.stage
      .events()
      .flatMap((event) => (event.type === 'message' ? [event.message] : []))
      .filter((message) => message.at >= from && message.route === route && message.direction === direction);
  }

  /** Responses to a group that ended in this step. */
  responses(group: string): readonly CustomerResponse[] {
    return this.cast.responsesOf(group).filter(({ endedAt }) => endedAt >= this.stepAt);
  }

  ledgers(): Promise<Ledgers> {
    return this.read('ledgers', () => this.stage.ledgers());
  }

  processes(): Promise<readonly StageProcess[]> {
    return this.read('processes', () => this.stage.processes());
  }

  breakers(): Promise<readonly StageBreaker[]> {
    return this.read('breakers', () => this.stage.breakers());
  }

  /** The names of a role's instances, whether they run or not. */
  async instancesOf(role: string): Promise<readonly string[]> {
    this.names ??= (await this.stage.processes()).map(({ name }) => name);
    return this.names.filter((name) => roleOf(name) === role);
  }

  /** A process as it was when the step began. */
  before(name: string): StageProcess | undefined {
    return this.processesBefore.find((each) => each.name === name);
  }

  /** The orders of a group in the ledger of checkout. */
  async ordersOf(group: string): Promise<Ledgers['orders']> {
    const emails = new Set(this.cast.of(group).map(({ shopper }) => shopper.email));
    return (await this.ledgers()).orders.filter((order) => emails.has(String(order['customer_email'])));
  }

  private read<T>(name: string, reading: () => Promise<T>): Promise<T> {
    const kept = this.readings.get(name);
    if (kept !== undefined && this.now() - kept.at < freshMs) return kept.value as Promise<T>;
    const value = reading();
    this.readings.set(name, { at: this.now(), value });
    return value;
  }
}
