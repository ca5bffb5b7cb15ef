import { type InvariantResult } from '../verdict/invariant-result.ts';
import { type Verdict } from '../verdict/judge.ts';

/** One entry of what happened in a scenario. */
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

/** The result of one scenario. */
export interface Result {
  readonly name: string;
  readonly broken: string;
  readonly customerSees: string;
  /** One line per response that customers got: `POST /checkouts → 202 after 412 ms`. */
  readonly customerSaw: readonly string[];
  readonly verdict: Verdict;
  /** Why the scenario did not hold; empty if it did. */
  readonly reasons: readonly string[];
  readonly startedAt: number;
  readonly healedAt: number;
  readonly quietAt: number;
  readonly endedAt: number;
  readonly invariants: readonly InvariantResult[];
  readonly timeline: readonly TimelineEntry[];
  readonly seed?: number;
}
