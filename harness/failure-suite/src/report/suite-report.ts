import { type Enumerated, type PointName, type Result } from '@holdfast/engine';
import { type LabEvent } from '@holdfast/lab-api';
import { type ShopFault } from '../enumeration/shop-points.ts';
import { type Enumerable, type Readiness } from '../scenario/readiness-box.ts';
import { type Cell, type Fallacy } from '../scenario/scenario.ts';
import { type Ledgers, type Verdict } from '@holdfast/witness';
import { type Sometimes } from '../system/system.ts';

export interface ScenarioResult extends Result {
  readonly group: 'enumeration' | 'by hand' | 'random';
  /** The first port of its stack; absent if that did not start. */
  readonly portBase?: number;
  /** Set for strikes of the enumeration. */
  readonly operation?: Enumerable;
  readonly point?: CrashPoint;
  readonly cell: Cell;
  /** Where it actually broke something, according to the lab and to its acts on processes. */
  readonly struck?: readonly Cell[];
  readonly proves: readonly Readiness[];
  readonly fallacies: readonly Fallacy[];
  /** Kept only if the scenario did not hold. */
  readonly ledgers?: Ledgers;
  readonly events?: readonly LabEvent[];
  /** Why changes between two readings of its ledgers were not judged; absent if all were. */
  readonly historyIsSampled?: string;
  /** Rare events that this scenario saw at least once. */
  readonly saw?: readonly Sometimes[];
}

/** One message of a golden run, with the fault that strikes it. */
export type CrashPoint = PointName<Enumerable> & { readonly fault: ShopFault };

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
  readonly enumerated: readonly Enumerated<Enumerable>[];
  readonly results: readonly ScenarioResult[];
  readonly sometimes: readonly { readonly what: string; readonly count: number }[];
  /** Scenarios that were left out, each with its reason. */
  readonly notRun: readonly string[];
  /** Holdfast's services that this shop does not have. Default: none. */
  readonly withoutServices?: readonly string[];
  /** The limits of this run's proof. */
  readonly notProved: readonly string[];
  readonly verdict: Verdict;
}
