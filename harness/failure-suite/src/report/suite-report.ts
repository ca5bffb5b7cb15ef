import { type LabEvent, type Message } from '@holdfast/fault-proxy';
import { type Operation, type Readiness } from '../scenario/readiness-box.ts';
import { type Cell, type Fallacy } from '../scenario/scenario.ts';
import { type Ledgers } from '../system/ledgers.ts';
import { type Sometimes } from '../system/system.ts';

/** `void`: what was to be broken was not hit, so nothing is proved. It fails a run as `broken` does. */
export type Verdict = 'held' | 'broken' | 'void';

export interface InvariantResult {
  /** 1 to 11 the eleven; 12: bounds, and what makes the ledgers believable. */
  readonly number: number;
  readonly says: string;
  readonly holds: boolean;
  /** What contradicts it, in plain words, with ids. */
  readonly counterexamples: readonly string[];
}

export interface TimelineEntry {
  readonly at: number;
  /** The row it is drawn in: `shopper Ada`, `checkout->payments`, `payments-2`, `breaker payments`, `order ord_1`. */
  readonly lane: string;
  readonly kind: 'request' | 'message' | 'fault' | 'process' | 'state' | 'breaker' | 'note';
  readonly text: string;
  /** For what lasts. */
  readonly until?: number;
}

export interface ScenarioResult {
  readonly name: string;
  readonly group: 'enumeration' | 'by hand' | 'random';
  /** Of an enumeration. */
  readonly operation?: Operation;
  readonly point?: CrashPoint;
  readonly broken: string;
  readonly customerSees: string;
  /** What customers did see, an answer each: `POST /checkouts → 202 after 412 ms`. */
  readonly customerSaw: readonly string[];
  readonly cell: Cell;
  /** Where it did break something, by the lab's account and its own acts. */
  readonly struck?: readonly Cell[];
  readonly proves: readonly Readiness[];
  readonly fallacies: readonly Fallacy[];
  readonly verdict: Verdict;
  /** Why it is not held; empty when it is. */
  readonly reasons: readonly string[];
  readonly startedAt: number;
  readonly healedAt: number;
  readonly quietAt: number;
  readonly endedAt: number;
  readonly invariants: readonly InvariantResult[];
  readonly timeline: readonly TimelineEntry[];
  /** Kept whole when it is not held; else undefined. */
  readonly ledgers?: Ledgers;
  readonly events?: readonly LabEvent[];
  readonly seed?: number;
  /** What this run has seen happen at least once. */
  readonly saw?: readonly Sometimes[];
}

/** One message of a golden recording with the faults it is struck with. */
export interface CrashPoint {
  readonly operation: Operation;
  readonly route: string;
  readonly direction: Message['direction'];
  readonly label: string;
  /** Among the messages of the same route, direction and label in one operation, from 1. */
  readonly ordinal: number;
  readonly fault: 'kill the sender' | 'kill the receiver' | 'reset' | 'black hole';
}

export interface Enumerated {
  readonly operation: Operation;
  readonly points: number;
  readonly strikes: number;
  readonly struck: number;
  /** Points that could not be struck, each with its reason. */
  readonly missed: readonly string[];
}

export interface SuiteReport {
  readonly command: string;
  readonly commit: string;
  readonly isDirty: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly machine: string;
  readonly target: string;
  readonly timings: Readonly<Record<string, string>>;
  readonly seeds: readonly number[];
  readonly enumerated: readonly Enumerated[];
  readonly results: readonly ScenarioResult[];
  readonly sometimes: readonly { readonly what: string; readonly count: number }[];
  /** What was left out of this run, and why. */
  readonly notRun: readonly string[];
  /** What this run does not prove. */
  readonly notProved: readonly string[];
  readonly verdict: Verdict;
}
