import { type CrashPoint } from '../report/suite-report.ts';
import { type System } from '../system/system.ts';
import { type Fallacy } from './fallacies.ts';
import { type Operation, type Readiness } from './readiness-box.ts';

export { type Fallacy } from './fallacies.ts';

/** Where in the matrix edge × fault × phase a scenario stands. */
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
  /** In kebab case; what `--only` takes. */
  readonly name: string;
  /** In plain words: `Payments charges the card, and its answer is lost on the way back.` */
  readonly broken: string;
  /** In plain words: `The order is accepted as pending; the receipt follows within seconds.` */
  readonly customerSees: string;
  readonly cell: Cell;
  /** The boxes of the production-readiness checklist that this scenario ticks when it holds. */
  readonly proves: readonly Readiness[];
  readonly fallacies?: readonly Fallacy[];
  /** Environment of all services, or of one (`checkout`), in place of the suite's timings. No other scenario runs with them. */
  readonly settings?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Offers so much load, or counts so few milliseconds, that another stack beside it would decide how it ends: it runs when no other does. Default false. */
  readonly isAlone?: boolean;
  /**
   * Without a Redis on the PATH the queues are on Postgres; without `--target compose` no process has a network of its own. A scenario that
   * needs one of them is then reported as not run. Default: none.
   */
  readonly needs?: 'redis' | 'containers';
  /** From heal to quiescence. Default 10 s; longer only with the reason beside it. */
  readonly livenessMs?: number;
  /** Poison that this scenario puts on queues itself: dead letters that are right. Default 0. */
  readonly poison?: number;
  /** Its strikes and faults may hit nothing: it says itself whether enough was hit, as plans drawn at random must. Default false. */
  readonly mayMiss?: boolean;
  /** Part of the short form that `npm test` runs. Default false. */
  readonly isShort?: boolean;
  /** Where it comes from. Default `by hand`. */
  readonly group?: 'enumeration' | 'by hand' | 'random';
  readonly operation?: Operation;
  readonly point?: CrashPoint;
  readonly seed?: number;
  /**
   * Given, strike, then: breaks the system, acts as its customers, and asserts (node:assert) what they saw. Healing, quiescence and the
   * invariants come by themselves afterwards, and a strike or fault that never hit anything makes it VOID, which fails the run.
   */
  readonly run: (system: System) => Promise<void>;
}
