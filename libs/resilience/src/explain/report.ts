import { z } from 'zod';
import { type DependencySnapshot } from '../dependency-snapshot.ts';
import { causes } from '../outcome/outcome.ts';
import { commonestCause } from './cause-words.ts';
import { explain, retriesIn } from './explain.ts';
import { failurePercent } from './failure-words.ts';

const count = z.int().min(0);

export const dependencyReportSchema = z
  .object({
    dependency: z.string(),
    breaker: z.enum(['closed', 'open', 'half_open']),
    since: z.iso.datetime(),
    explanation: z.string(),
    usersSee: z.string(),
    nextProbeAt: z.iso.datetime().nullable(),
    hasBreaker: z.boolean(),
    tripsInARow: count,
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
    coolDownUntil: z.iso.datetime().nullable(),
    retriesLeft: count,
    inUse: count,
    inUseLimit: count,
  })
  .meta({ id: 'DependencyReport' });
export type DependencyReport = z.infer<typeof dependencyReportSchema>;

export const resilienceReportSchema = z
  .object({ dependencies: z.array(dependencyReportSchema) })
  .meta({ id: 'ResilienceReport' });
export type ResilienceReport = z.infer<typeof resilienceReportSchema>;

/** A dependency as `GET /resilience` shows it. While its breaker is not closed, the counts are those that opened it. */
export function report(snapshot: DependencySnapshot): DependencyReport {
  const { dependency, breaker, coolDownUntil, retryBudget, bulkhead } = snapshot;
  const percent = failurePercent(breaker);
  return {
    dependency,
    breaker: breaker.state,
    since: iso(breaker.since),
    ...explain(snapshot),
    nextProbeAt: isoOrNull(breaker.nextProbeAt),
    hasBreaker: breaker.isEnabled,
    tripsInARow: breaker.tripsInARow,
    failures: breaker.failures,
    finished: breaker.failures + breaker.successes,
    failurePercent: percent === undefined ? null : Math.round(10 * percent) / 10,
    consecutiveFailures: breaker.consecutiveFailures,
    mostCommonCause: commonestCause(breaker)?.cause ?? null,
    limits: breaker.limits,
    coolDownUntil: isoOrNull(coolDownUntil),
    retriesLeft: retriesIn(retryBudget),
    inUse: bulkhead.inUse,
    inUseLimit: bulkhead.limit,
  };
}

const iso = (instant: number): string => new Date(instant).toISOString();

const isoOrNull = (instant: number | undefined): string | null =>
  instant === undefined ? null : iso(instant);
