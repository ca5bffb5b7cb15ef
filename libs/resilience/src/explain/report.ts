import { z } from 'zod';
import { type DependencySnapshot } from '../dependency-snapshot.ts';
import { causes } from '../outcome/attempt-outcome.ts';
import { commonestCause } from './cause-text.ts';
import { explain, retriesIn } from './explain.ts';
import { failurePercent } from './failure-text.ts';

const count = z.int().min(0);

const exampleDependency = {
  dependency: 'payments',
  breaker: 'closed',
  since: '2026-11-24T12:00:00.000Z',
  explanation: 'The payments breaker has been closed for 8 h (since 12:00:00 UTC). Calls go through. …',
  usersSee: 'Nothing.',
  nextProbeAt: null,
  hasBreaker: true,
  consecutiveTrips: 0,
  failures: 0,
  finished: 120,
  failurePercent: 0,
  consecutiveFailures: 0,
  mostCommonCause: null,
  limits: {
    windowMs: 10_000,
    minThroughput: 20,
    failurePercent: 50,
    consecutiveFailures: 10,
    consecutiveSpanMs: 2_000,
  },
  pausedUntil: null,
  retriesLeft: 10,
  inUse: 0,
  inUseLimit: 50,
};

export const dependencyReportSchema = z
  .object({
    dependency: z.string(),
    breaker: z.enum(['closed', 'open', 'half_open']),
    since: z.iso.datetime(),
    explanation: z.string(),
    usersSee: z.string(),
    nextProbeAt: z.iso.datetime().nullable(),
    hasBreaker: z.boolean(),
    consecutiveTrips: count,
    failures: count,
    finished: count,
    failurePercent: z.number().nullable(),
    consecutiveFailures: count,
    mostCommonCause: z.enum(causes).nullable(),
    limits: z.object({
      windowMs: count,
      minThroughput: count,
      failurePercent: z.number(),
      consecutiveFailures: count,
      consecutiveSpanMs: count,
    }),
    pausedUntil: z.iso.datetime().nullable(),
    retriesLeft: count,
    inUse: count,
    inUseLimit: count,
  })
  .meta({ id: 'DependencyReport', example: exampleDependency });
export type DependencyReport = z.infer<typeof dependencyReportSchema>;

export const resilienceReportSchema = z
  .object({ dependencies: z.array(dependencyReportSchema) })
  .meta({ id: 'ResilienceReport', example: { dependencies: [exampleDependency] } });
export type ResilienceReport = z.infer<typeof resilienceReportSchema>;

/**
 * One dependency of `GET /resilience`. While its breaker is not closed, the counts are those that opened it.
 */
export function report(snapshot: DependencySnapshot): DependencyReport {
  const { dependency, breaker, pausedUntil, retryBudget, bulkhead } = snapshot;
  const percent = failurePercent(breaker);
  return {
    dependency,
    breaker: breaker.state,
    since: iso(breaker.since),
    ...explain(snapshot),
    nextProbeAt: isoOrNull(breaker.nextProbeAt),
    hasBreaker: breaker.isEnabled,
    consecutiveTrips: breaker.consecutiveTrips,
    failures: breaker.failures,
    finished: breaker.failures + breaker.successes,
    failurePercent: percent === undefined ? null : Math.round(10 * percent) / 10,
    consecutiveFailures: breaker.consecutiveFailures,
    mostCommonCause: commonestCause(breaker)?.cause ?? null,
    limits: breaker.limits,
    pausedUntil: isoOrNull(pausedUntil),
    retriesLeft: retriesIn(retryBudget),
    inUse: bulkhead.inUse,
    inUseLimit: bulkhead.limit,
  };
}

const iso = (instant: number): string => new Date(instant).toISOString();

const isoOrNull = (instant: number | undefined): string | null =>
  instant === undefined ? null : iso(instant);
