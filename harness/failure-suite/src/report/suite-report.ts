import { type LabEvent, type Message } from '@holdfast/lab-api';
import { type Enumerable, type Readiness } from '../scenario/readiness-box.ts';
import { type Cell, type Fallacy } from '../scenario/scenario.ts';
import { type InvariantResult, type Ledgers, type Verdict } from '@holdfast/witness';
import { type Sometimes } from '../system/system.ts';

export interface TimelineEntry {
  readonly at: number;
  /**
   * The row in which it is drawn: `customer Ada`, `checkout->payments`, `payments-2`, `breaker payments`,
   * `order ord_1`.
   */
  readonly lane: string;
  readonly kind: 'request' | 'message' | 'fault' | 'process' | 'state' | 'breaker' | 'note';
  readonly text: string;
  /** The end of an entry that lasts. */
  readonly until?: number;
}

export interface ScenarioResult {
  readonly name: string;
  readonly group: 'enumeration' | 'by hand' | 'random';
  /** Set for strikes of the enumeration. */
  readonly operation?: Enumerable;
  readonly point?: CrashPoint;
  readonly broken: string;
  readonly customerSees: string;
  /** One line per response that customers got: `POST /checkouts → 202 after 412 ms`. */
  readonly customerSaw: readonly string[];
  readonly cell: Cell;
  /** Where it actually broke something, according to the lab and to its acts on processes. */
  readonly struck?: readonly Cell[];
  readonly proves: readonly Readiness[];
  readonly fallacies: readonly Fallacy[];
  readonly verdict: Verdict;
  /** Why the scenario did not hold; empty if it did. */
  readonly reasons: readonly string[];
  readonly startedAt: number;
  readonly healedAt: number;
  readonly quietAt: number;
  readonly endedAt: number;
  readonly invariants: readonly InvariantResult[];
  readonly timeline: readonly TimelineEntry[];
  /** Kept only if the scenario did not hold. */
  readonly ledgers?: Ledgers;
  readonly events?: readonly LabEvent[];
  readonly seed?: number;
  /** Why changes between two readings of its ledgers were not judged; absent if all were. */
  readonly historyIsSampled?: string;
  /** Rare events that this scenario saw at least once. */
  readonly saw?: readonly Sometimes[];
}

/** One message of a golden run, with the fault that strikes it. */
export interface CrashPoint {
  readonly operation: Enumerable;
  readonly route: string;
  readonly direction: Message['direction'];
  readonly label: string;
  /** Counts messages of the same route, direction and label within one operation, from 1. */
  readonly ordinal: number;
  readonly fault: 'kill the sender' | 'kill the receiver' | 'reset' | 'black hole';
}

export interface Enumerated {
  readonly operation: Enumerable;
  readonly points: number;
  readonly strikes: number;
  readonly struck: number;
  /** Strikes that hit nothing, each with its reason. */
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
  /** Scenarios that were left out, each with its reason. */
  readonly notRun: readonly string[];
  /** The limits of this run's proof. */
  readonly notProved: readonly string[];
  readonly verdict: Verdict;
}
