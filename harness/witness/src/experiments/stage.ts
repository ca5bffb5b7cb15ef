import {
  type ActiveFault,
  type ArmedStrike,
  type Fault,
  type LabEvent,
  type LabProcess,
  type ProcessAction,
  type Release,
  type Strike,
} from '@holdfast/lab-api';
import { type CustomerResponse, type Shopper } from '../customers/shopper.ts';
import { type Evidence } from '../invariants/evidence.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { type Clock } from '@holdfast/engine';
import { type Quiescence } from '../waiting/quiescence.ts';
import { type ProviderFaultSetting } from './experiment.ts';

/** The place where an experiment is performed: a running Holdfast, with the means to break it. */
export interface Stage {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The share of an experiment's own pauses that is kept: 1 for people who watch. */
  readonly pace: number;
  /** A customer behind the edge `shopper->checkout`, with an address of their own. */
  customer(name: string): Shopper;
  responses(): readonly CustomerResponse[];
  strike(strike: Strike): Promise<StageStrike>;
  fault(edge: string, fault: Fault): Promise<StageFault>;
  provider(fault: ProviderFaultSetting): Promise<StageFault>;
  /** Resolves once it is done, for `start` and `restart` once the process is ready. */
  process(name: string, action: ProcessAction): Promise<void>;
  processes(): Promise<readonly StageProcess[]>;
  breakers(): Promise<readonly StageBreaker[]>;
  /** Sends a response to the bank that waits for this order's customer. */
  bank(orderId: string, response: 'confirm' | 'refuse' | 'cancel'): Promise<void>;
  ledgers(): Promise<Ledgers>;
  /** Without background messages, since the run began. */
  events(): readonly LabEvent[];
  /** Strikes and faults of the run that have hit nothing, one sentence each. */
  misses(): Promise<readonly string[]>;
}

/** A stage that the interpreter itself prepares and judges. The failure suite does both itself. */
export interface WholeStage extends Stage {
  /** Removes every fault and strike, and starts every process. */
  heal(): Promise<void>;
  /** Waits until nothing is in progress. */
  rest(timeoutMs: number): Promise<Quiescence>;
  evidence(since: { readonly startedAt: number; readonly healedAt: number }, rest: Quiescence): Evidence;
}

export interface StageStrike {
  state(): Promise<Pick<ArmedStrike, 'state' | 'message'>>;
  release(how: Release): Promise<void>;
}

export interface StageFault {
  struck(): Promise<Pick<ActiveFault, 'struck'>>;
  clear(): Promise<void>;
}

export type StageProcess = Pick<LabProcess, 'name' | 'state'> & {
  /** Differs after a restart: a pid, or the time of its start. Null if it is not known. */
  readonly identity: string | null;
};

export interface StageBreaker {
  readonly process: string;
  /** `checkout->payments` */
  readonly edge: string;
  readonly breaker: 'closed' | 'open' | 'half_open';
}

/** `payments` for `payments-2`. */
export const roleOf = (process: string): string => process.replace(/-\d+$/, '');
