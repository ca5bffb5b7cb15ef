export { Bank } from './customers/bank.ts';
export { Customer, type CustomerDeps } from './customers/customer.ts';
export { type DrawnOrder, DrawnOrders, twoTeas, UsedTotals } from './customers/drawn-orders.ts';
export { type CartLine, mostPopularFirst, priceList, priceOf } from './customers/price-list.ts';
export {
  bankPageIn,
  bodyOf,
  type CheckOut,
  type CustomerResponse,
  type Shopper,
} from './customers/shopper.ts';
export { type Commit, type RowChange } from './history/commit.ts';
export { WholeHistory } from './history/whole-history.ts';
export { checkInvariants, invariants } from './invariants/check-invariants.ts';
export {
  type BreakerReading,
  type Evidence,
  type JudgedScenario,
  type LedgerDifference,
  type LedgerTotal,
} from './invariants/evidence.ts';
export { heldBack, type WireEvidence } from './invariants/system/held-back.ts';
export { type Invariant } from './invariants/invariant.ts';
export { falseDisputes } from './invariants/money/disputes.ts';
export { wrongProducts } from './invariants/customers/advertised.ts';
export { unlisted } from './invariants/customers/true-statements.ts';
export { Databases } from './ledgers/databases.ts';
export { beforeScenario } from './ledgers/ledger-queries.ts';
export { LedgerReader, type LedgerScope, type LedgerSources } from './ledgers/ledger-reader.ts';
export {
  OrderLedgers,
  type ProviderRecords,
  type Touched,
  type TouchedOrder,
} from './ledgers/order-ledgers.ts';
export { type BankResponse, type Ledgers } from './ledgers/ledgers.ts';
export { readReadiness, type ReadinessReading } from './ledgers/readiness.ts';
export { type RedisEntry } from './ledgers/redis-entries.ts';
export { type FinishedJobs } from './ledgers/finished-jobs.ts';
export { PostgresQueueReader, type QueueReader, RedisQueueReader } from './ledgers/queue-reader.ts';
export { resilienceOf } from './ledgers/resilience.ts';
export { type CounterPattern, CounterWatch } from './metrics/counter-watch.ts';
export { type Breakable, breakNow, type ProcessAct, type Undo } from './plans/break.ts';
export {
  type Configuration,
  configurationInWords,
  timedServices,
  type TimedService,
  usualConfiguration,
} from './plans/configuration.ts';
export { drawConfiguredPlan, drawPlan } from './plans/draw-plan.ts';
export { themes } from './plans/themes.ts';
export { planWithout } from './plans/plan-without.ts';
export {
  inWords,
  nameOf,
  type Plan,
  type PlannedFault,
  type PlannedVisit,
  readPlan,
  writePlan,
} from './plans/plan.ts';
export { type BankPages, performVisit, type UsedKeys } from './plans/perform-visit.ts';
export { SeededRandom } from './plans/seeded-random.ts';
/** The words that the shop's checks share with the engine. */
export {
  type Clock,
  type Findings,
  type InvariantResult,
  judge,
  type Look,
  now,
  pause,
  plural,
  realClock,
  until,
  type Verdict,
} from '@holdfast/engine';
export { misses } from './verdict/misses.ts';
export { awaitQuiescence, type Quiescence, unfinishedIn, workIn } from './waiting/quiescence.ts';
export { type Experiment, type ProviderFaultSetting } from './experiments/experiment.ts';
export { experiments } from './experiments/index.ts';
export { StepsPerformance } from './experiments/perform-steps.ts';
export { ExperimentRunner } from './experiments/run-experiment.ts';
export {
  roleOf,
  type Stage,
  type StageBreaker,
  type StageFault,
  type StageProcess,
  type StageStrike,
  type WholeStage,
} from './experiments/stage.ts';
