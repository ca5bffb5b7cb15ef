import { describe, expect, it } from '@jest/globals';
import { type DependencySnapshot } from '../dependency-snapshot.ts';
import { manualClock } from '../manual-clock.fixture.ts';
import { Resilience } from '../resilience.ts';
import { dependencyReportSchema, report, resilienceReportSchema } from './report.ts';
import { aBreaker, anOpenBreaker, aSnapshot, at, usersSee } from './snapshot.fixture.ts';

describe('the report of a dependency', () => {
  it('has a valid example for the API docs', () => {
    for (const schema of [dependencyReportSchema, resilienceReportSchema]) {
      const example = schema.meta()?.['example'];
      expect(schema.parse(example)).toEqual(example);
    }
  });

  it('reports everything about an open breaker', () => {
    const breaker = anOpenBreaker({ consecutiveTrips: 3 });
    const snapshot = aSnapshot({ breaker, pausedUntil: at + 2_000 });
    const reported = report(snapshot);
    expect(reported).toEqual({
      dependency: 'payments',
      breaker: 'open',
      since: '2026-11-24T21:40:07.000Z',
      explanation: expect.stringMatching(/^The payments breaker has been open for 41 s/),
      usersSee: usersSee.open,
      nextProbeAt: '2026-11-24T21:40:51.240Z',
      hasBreaker: true,
      consecutiveTrips: 3,
      failures: 14,
      finished: 22,
      failurePercent: 63.6,
      consecutiveFailures: 2,
      mostCommonCause: 'timeout',
      limits: {
        windowMs: 30_000,
        minThroughput: 20,
        failurePercent: 50,
        consecutiveFailures: 5,
        consecutiveSpanMs: 1_000,
      },
      pausedUntil: '2026-11-24T21:40:50.000Z',
      retriesLeft: 9,
      inUse: 4,
      inUseLimit: 100,
    });
    expect(dependencyReportSchema.parse(reported)).toEqual(reported);
  });

  it('uses null for missing values', () => {
    expect(report(aSnapshot())).toMatchObject({
      breaker: 'closed',
      nextProbeAt: null,
      failurePercent: null,
      mostCommonCause: null,
      pausedUntil: null,
    });
    expect(report(aSnapshot({ breaker: aBreaker({ isEnabled: false }) })).hasBreaker).toBe(false);
  });

  it('breaks ties between causes consistently', () => {
    const causes = [
      { timeout: 2, connect_failed: 2 },
      { connect_failed: 2, timeout: 2 },
    ];
    const named = causes.map(
      (failuresByCause) =>
        report(aSnapshot({ breaker: aBreaker({ failures: 4, failuresByCause }) })).mostCommonCause,
    );
    expect(named).toEqual(['connect_failed', 'connect_failed']);
  });

  it('explains with numbers of the snapshot only', () => {
    const limits = {
      windowMs: 31_000,
      minThroughput: 23,
      failurePercent: 47,
      consecutiveFailures: 7,
      consecutiveSpanMs: 1_300,
    };
    const of: DependencySnapshot = aSnapshot({
      pausedUntil: at + 53_000,
      bulkhead: { inUse: 59, limit: 61, rejected: 67 },
      retryBudget: { used: 71, allowed: 173, windowMs: 11_000 },
      attemptTimeoutMs: 1_700,
      calls: 7_919,
    });
    const counts = {
      limits,
      successes: 79,
      failures: 83,
      failuresByCause: { timeout: 43, unavailable: 40 },
      consecutiveFailures: 13,
      since: at - 37_000,
      nextProbeAt: at + 19_000,
      consecutiveTrips: 17,
    };
    const known = [31, 23, 47, 7, 1.3, 53, 59, 61, 67, 173 - 71, 173, 11, 1.7, 7_919];
    const counted = [83, 79 + 83, Math.round((100 * 83) / (79 + 83)), 43, 13, 37, 19, 17];
    for (const state of ['closed', 'open', 'half_open'] as const)
      for (const openedBy of ['failure_rate', 'consecutive_failures', 'probe'] as const)
        for (const isEnabled of [true, false]) {
          const breaker = aBreaker({ ...counts, state, openedBy, isEnabled });
          const { explanation } = report({ ...of, breaker });
          const numbers = explanation.replaceAll(/\d\d:\d\d:\d\d UTC/g, '').match(/\d+(\.\d+)?/g) ?? [];
          expect(numbers.length).toBeGreaterThan(5);
          expect([...known, ...counted]).toEqual(expect.arrayContaining(numbers.map(Number)));
        }
  });

  it('contains nothing that callers sent or errors said', async () => {
    const clock = manualClock();
    const resilience = new Resilience({ clock, random: () => 0 });
    const payments = resilience.dependency({ name: 'payments', usersSee, attempts: 1 });
    for (let calls = 0; calls < 30; calls += 1) {
      await payments.run(() => Promise.reject(new Error('secret-token'))).catch(() => undefined);
      clock.advance(100);
    }
    const [snapshot] = resilience.snapshots();
    expect(snapshot?.breaker.state).toBe('open');
    expect(JSON.stringify(snapshot)).not.toContain('secret');
    expect(JSON.stringify(report(snapshot!))).not.toContain('secret');
  });
});
