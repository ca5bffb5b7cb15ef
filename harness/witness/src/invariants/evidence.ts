import { type ActiveFault, type ArmedStrike, type LabEvent } from '@holdfast/lab-api';
import { type Contract } from '../contract/documented-responses.ts';
import { type Commit } from '../history/commit.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { type ReadinessReading } from '../ledgers/readiness.ts';
import { type RedisEntry } from '../ledgers/redis-entries.ts';

/** A disagreement between ledgers, as `POST /reconciliations` reports it. */
export interface LedgerDifference {
  readonly kind: string;
  readonly state: string;
  readonly found: string;
}

/** The number and sum of one kind of entry in one ledger, as `POST /reconciliations` counts them. */
export interface LedgerTotal {
  readonly ledger: string;
  readonly what: string;
  readonly currency: string;
  readonly count: number;
  readonly amountMinor: number;
}

/** The breakers that were not closed at one moment: `payments->stripe: open`. */
export interface BreakerReading {
  readonly at: number;
  readonly notClosed: readonly string[];
}

/** The part of a scenario that the invariants depend on. */
export interface JudgedScenario {
  readonly name: string;
  /** The number of dead letters that this scenario causes on purpose. Default 0. */
  readonly poison?: number;
  /** The number of charges made at the provider, without the shop, for orders that had failed. Default 0. */
  readonly chargedElsewhere?: number;
  /** The number of messages about purchases that this scenario makes up. Default 0. */
  readonly madeUpPurchases?: number;
  /** Moves its orders into the past, so that their times change. Default false. */
  readonly isBackdated?: boolean;
  /** From healing to quiescence. Default 10 s. */
  readonly livenessMs?: number;
  /** Environment for all services or for one (`checkout`), overriding the timings of the stack. */
  readonly settings?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Kinds of differences that are left for an operator on purpose. Default: none. */
  readonly differences?: readonly string[];
  /** Kinds of differences that reconciliation may repair in this scenario. Default: none. */
  readonly repairs?: readonly string[];
  /** Strikes and faults may miss. Default false. */
  readonly mayMiss?: boolean;
  /** The machine has other work, so that waits prove nothing. Default false. */
  readonly mayWait?: boolean;
}

/** Everything known about a scenario once the system is quiet: the input of the invariants. */
export interface Evidence {
  readonly scenario: JudgedScenario;
  readonly startedAt: number;
  readonly healedAt: number;
  /** Undefined if the system did not become quiet in time; `ledgers` is the last reading then. */
  readonly quietAt: number | undefined;
  readonly ledgers: Ledgers;
  /** Read while the scenario ran. */
  readonly samples: readonly Ledgers[];
  /**
   * Every commit since the start, in commit order. Undefined if the history could only be sampled: then the
   * invariants about it are not judged.
   */
  readonly history?: readonly Commit[] | undefined;
  /**
   * The counts of recommendations at the end of the history, by product and by pair of products. Undefined if
   * they were not read: then suggestions are not judged.
   */
  readonly counts?: Readonly<Record<string, number>> | undefined;
  /** Found by the product's own reconciliation at rest. Undefined if it was not asked. */
  readonly differences?: readonly LedgerDifference[] | undefined;
  /** Counted by that reconciliation, page by page. Undefined if it was not asked. */
  readonly totals?: readonly LedgerTotal[] | undefined;
  /** By scheduled reconciliation, as the services count them while the scenario runs. Default: none. */
  readonly repairsCounted?: number | undefined;
  /** Such as from open to open, as the services count them while the scenario runs. Default: none. */
  readonly impossibleBreakerChanges?: number | undefined;
  /**
   * How long the caller on a route waits for one response, in ms. A route without a limit is not judged.
   * Default: none.
   */
  readonly patienceMs?: Readonly<Record<string, number>>;
  /** Routes on which a scenario's own clients may call, beside the usual caller. Default: none. */
  readonly calledDirectly?: ReadonlySet<string>;
  /** Requests with a stranger's token that were not refused. Default: none. */
  readonly shownToStrangers?: readonly string[] | undefined;
  /** Held by a service in every reading at rest: `payments has connections in use: 1`. Default: none. */
  readonly held?: readonly string[];
  /** The breakers, read while the scenario ran. Undefined if they were not read. */
  readonly breakerReadings?: readonly BreakerReading[];
  /** Reported by processes while the scenario ran. Default: none. */
  readonly readiness?: readonly ReadinessReading[];
  /** The log of each service. Undefined if the logs were not read: then they are not judged. */
  readonly logs?: Readonly<Record<string, string>> | undefined;
  /** The page of metrics of each process at rest. Default: none, and no metric is judged. */
  readonly metrics?: Readonly<Record<string, string>> | undefined;
  /** Those of Redis outside the queues at rest. Default: none. */
  readonly redisEntries?: readonly RedisEntry[] | undefined;
  /** The documents of the services, by service. Default: none, and no response is compared. */
  readonly contracts?: Readonly<Record<string, Contract>>;
  /** The shop to which emails and banks lead. Undefined: any address, and no email needs a link. */
  readonly shopUrl?: string;
  /** The secrets of the services. Default: none. */
  readonly secrets?: readonly string[];
  /** Holdfast's services that this shop does not have. Default: none. */
  readonly withoutServices?: readonly string[];
  readonly events: readonly LabEvent[];
  /** When `events` were read. Default: with the ledgers. */
  readonly wireReadAt?: number;
  readonly strikes: readonly ArmedStrike[];
  readonly faults: readonly ActiveFault[];
  /** The suite's own acts on processes: `kill payments-2`. */
  readonly acts: readonly { readonly at: number; readonly process: string; readonly act: string }[];
}
