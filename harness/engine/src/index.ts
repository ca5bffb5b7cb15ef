export { endWhenAsked, stopped } from './cli/end-when-asked.ts';
export { demandAll, matches, select } from './cli/select.ts';
export { UsageError } from './cli/usage-error.ts';
export { type CustomerResponse } from './customers/customer-response.ts';
export { type CustomerRequest, sendOnce } from './customers/send-once.ts';
export { type FaultHandle, type Lab, type LabControl, type StrikeHandle } from './lab/lab.ts';
export { LabEvents } from './lab/lab-events.ts';
export { type LabDeps, LabHandle } from './lab/lab-handle.ts';
export { LocalLab } from './lab/local-lab.ts';
export { NotHit } from './lab/not-hit.ts';
export { Timeline } from './lab/timeline.ts';
export { rowsOf } from './ledgers/rows-of.ts';
export { applyDiff, DoesNotApply } from './patches/unified-diff.ts';
export { type CustomerHabit, type Enumerated, enumeratedOf, habitOf } from './points/enumerated.ts';
export { type FaultChoice, faultsOf, type PointFault, pointFaults } from './points/faults-of.ts';
export {
  compare,
  type Difference,
  pin,
  readPinned,
  struck,
  withoutSometimes,
} from './points/pinned-points.ts';
export {
  join,
  nameOf,
  type Point,
  type PointName,
  pointsOf,
  type Recorded,
  roleOf,
  type SometimesPoint,
} from './points/points.ts';
export { type GoldenRuns, messagesIn, messagesStop, recordedOf } from './points/recording.ts';
export { type PlannedStrike, strikeAndAct } from './points/strike-and-act.ts';
export {
  armAt,
  hitAndRelease,
  nameOfStrike,
  type Roles,
  type Strikable,
  strikeInWords,
} from './points/strike-point.ts';
export { type Closing, closingLines, type EndedRun, listedMost } from './report/closing-lines.ts';
export { responseLines, timelineOf } from './report/event-entries.ts';
export { plural } from './report/plural.ts';
export { Progress, type Terminal } from './report/progress.ts';
export { type Result, type TimelineEntry } from './report/result.ts';
export { runVerdict } from './report/run-verdict.ts';
export { timelineText } from './report/timeline-text.ts';
export {
  type Counts,
  countsOf,
  duration,
  missedPoints,
  neverTrue,
  type Run,
  sentenceOf,
  signs,
  worstFirst,
} from './report/verdict-text.ts';
export { writeWhole } from './report/write-whole.ts';
export { type Attempted, attemptScenario, messageOf } from './run/attempt-scenario.ts';
export { checkAll, type InvariantOf } from './verdict/invariant.ts';
export { type InvariantResult } from './verdict/invariant-result.ts';
export { breachOf, type Findings, judge, type Verdict } from './verdict/judge.ts';
export { missed } from './verdict/missed.ts';
export { alreadyRunning, type RunningService } from './stacks/already-running.ts';
export { type OwnProcesses, ownProcesses, type ServiceProgram } from './stacks/own-processes.ts';
export { Customer } from './suite/customer.ts';
export {
  defineSuite,
  type JudgedCustomer,
  type Operation,
  type StrikeExpectation,
  type SuiteDefinition,
  type SuiteEvidence,
} from './suite/define-suite.ts';
export { runSuite } from './suite/run-suite.ts';
export { type RunningStack, type StartStack } from './suite/stack.ts';
export { type Clock, now, pause, realClock } from './waiting/clock.ts';
export { awaitRest, type ReadingRules, type Rest, type RestOptions, type Watched } from './waiting/rest.ts';
export { type Look, until } from './waiting/until.ts';
