import { checkAll, type InvariantResult } from '@holdfast/engine';
import { causesFirst } from '../history/rules/causes-first.ts';
import { legalChanges } from '../history/rules/legal-changes.ts';
import { sameCommit } from '../history/rules/same-commit.ts';
import { sums } from '../history/rules/sums.ts';
import { type Evidence } from './evidence.ts';
import { realTime } from '../linearizability/real-time.ts';
import { cleanErrors } from './customers/clean-errors.ts';
import { confirmations } from './customers/confirmations.ts';
import { oneReceipt } from './customers/one-receipt.ts';
import { ownResponses } from './customers/own-responses.ts';
import { ownRecords } from './customers/own-records.ts';
import { ownOrders } from './customers/own-orders.ts';
import { reportedRefunds } from './customers/reported-refunds.ts';
import { sentAway } from './customers/sent-away.ts';
import { sameResponse } from './customers/same-response.ts';
import { trueStatements } from './customers/true-statements.ts';
import { truthfulResponses } from './customers/truthful-responses.ts';
import { type Invariant } from './invariant.ts';
import { disputes } from './money/disputes.ts';
import { oneCharge } from './money/one-charge.ts';
import { refunds } from './money/refunds.ts';
import { bounds } from './system/bounds.ts';
import { calledStuck } from './system/called-stuck.ts';
import { callsToTheDead } from './system/calls-to-the-dead.ts';
import { cleanLogs } from './system/clean-logs.ts';
import { cleanMetrics } from './system/clean-metrics.ts';
import { cleanRedis } from './system/clean-redis.ts';
import { givenUp } from './system/given-up.ts';
import { faultsTookEffect } from './system/faults-took-effect.ts';
import { htmlOfEmails } from './customers/html-of-emails.ts';
import { nothingHeld } from './system/nothing-held.ts';
import { nothingLeft } from './system/nothing-left.ts';
import { personalData } from './system/personal-data.ts';
import { readiness } from './system/readiness.ts';
import { reconciled } from './system/reconciled.ts';
import { recovery } from './system/recovery.ts';
import { repairs } from './system/repairs.ts';
import { countedPurchases } from '../purchases/counted-purchases.ts';
import { trueSuggestions } from '../suggestions/true-suggestions.ts';
import { documentedResponses } from '../contract/documented-responses.ts';
import { trueViews } from '../views/true-views.ts';

export const invariants: readonly Invariant[] = [
  oneCharge,
  truthfulResponses,
  oneReceipt,
  sameResponse,
  ownResponses,
  nothingLeft,
  refunds,
  cleanErrors,
  callsToTheDead,
  recovery,
  faultsTookEffect,
  bounds,
  reportedRefunds,
  ownOrders,
  disputes,
  calledStuck,
  confirmations,
  trueStatements,
  ownRecords,
  realTime,
  legalChanges,
  causesFirst,
  sameCommit,
  sums,
  reconciled,
  trueViews,
  givenUp,
  repairs,
  cleanLogs,
  countedPurchases,
  trueSuggestions,
  documentedResponses,
  nothingHeld,
  htmlOfEmails,
  sentAway,
  personalData,
  readiness,
  cleanMetrics,
  cleanRedis,
];

/** Checks all invariants for which the evidence of a scenario suffices. */
export function checkInvariants(evidence: Evidence): InvariantResult[] {
  const judged = invariants.filter(
    ({ needsHistory }) => needsHistory !== true || evidence.history !== undefined,
  );
  return checkAll(judged, evidence);
}
