import { type CrashPoint } from '../report/suite-report.ts';
import { type StackKind } from '../system/stack.ts';
import { type System } from '../system/system.ts';
import { type Fallacy } from './fallacies.ts';
import { type Enumerable, type Readiness } from './readiness-box.ts';

export { type Fallacy } from './fallacies.ts';

/** The position of a scenario in the matrix edge × fault × phase. */
export interface Cell {
  /** A route of the lab, `payments->postgres`, or a process, `checkout`. */
  readonly edge: string;
  readonly fault: string;
  readonly phase:
    | 'connect'
    | 'before the callee sees it'
    | 'after it ran, before a byte returns'
    | 'mid-response'
    | 'after the response'
    | 'throughout';
}

export interface Scenario {
  /** In kebab case; the name for `--only`. */
  readonly name: string;
  /** One sentence: `Payments charges the card, but its response is lost.` */
  readonly broken: string;
  /** One or two sentences: `The order is accepted as pending. The receipt follows within seconds.` */
  readonly customerSees: string;
  readonly cell: Cell;
  /** The boxes of the production-readiness checklist that this scenario ticks if it holds. */
  readonly proves: readonly Readiness[];
  readonly fallacies?: readonly Fallacy[];
  /**
   * Environment for all services or for one (`checkout`), overriding the suite's timings for this scenario
   * only.
   */
  readonly settings?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** The kind of stack, if it is not the usual one. Only for processes. */
  readonly stack?: StackKind;
  /** Runs while no other scenario does, because load beside it would change its result. Default false. */
  readonly isAlone?: boolean;
  /**
   * Redis must be on the PATH (else queues run on Postgres); containers need `--target compose`, processes
   * must not have it. If it is missing, the scenario is reported as not run. Default: none.
   */
  readonly needs?: 'redis' | 'containers' | 'processes';
  /** From healing to quiescence. Default 10 s; a comment must justify more. */
  readonly livenessMs?: number;
  /** The number of dead letters that this scenario causes on purpose. Default 0. */
  readonly poison?: number;
  /** The number of messages about purchases that this scenario makes up. Default 0. */
  readonly madeUpPurchases?: number;
  /** The number of charges made at the provider, without the shop, for orders that had failed. Default 0. */
  readonly chargedElsewhere?: number;
  /** Moves its orders into the past, so that their times change. Default false. */
  readonly isBackdated?: boolean;
  /** Kinds of differences that this scenario leaves for an operator on purpose. Default: none. */
  readonly differences?: readonly string[];
  /** Kinds of differences that scheduled reconciliation may repair here. Default: none. */
  readonly repairs?: readonly string[];
  /**
   * Strikes and faults may miss: the scenario itself checks that enough was hit, like random plans. Default
   * false.
   */
  readonly mayMiss?: boolean;
  /** Included in the short form that `npm test` runs. Default false. */
  readonly isShort?: boolean;
  /** Default `by hand`. */
  readonly group?: 'enumeration' | 'by hand' | 'random';
  readonly operation?: Enumerable;
  readonly point?: CrashPoint;
  readonly seed?: number;
  /**
   * Breaks the system, acts as its customers, and asserts what they saw (node:assert). Healing, quiescence
   * and the invariants follow automatically. A strike or fault that hits nothing makes the scenario void,
   * which fails the run.
   */
  readonly run: (system: System) => Promise<void>;
}
