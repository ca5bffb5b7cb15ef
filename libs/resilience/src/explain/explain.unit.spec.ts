import { describe, expect, it } from '@jest/globals';
import { type BreakerSnapshot, type DependencySnapshot } from '../dependency-snapshot.ts';
import { explain } from './explain.ts';
import { aBreaker, anOpenBreaker, aSnapshot, at, usersSee } from './snapshot.fixture.ts';

const load = 'Calls under way: 4 of at most 100. Retries left: 9 of 12 in 10 s.';

const closed = (over: Partial<BreakerSnapshot>): DependencySnapshot => aSnapshot({ breaker: aBreaker(over) });
const open = (over: Partial<BreakerSnapshot> = {}): DependencySnapshot =>
  aSnapshot({ breaker: anOpenBreaker(over) });
const halfOpen = (over: Partial<BreakerSnapshot> = {}): DependencySnapshot =>
  open({ state: 'half_open', since: at - 12_000, nextProbeAt: undefined, ...over });

const says = (snapshot: DependencySnapshot, ...sentences: string[]): void =>
  expect(explain(snapshot).explanation).toBe(sentences.join(' '));

describe('the explanation of a dependency', () => {
  describe('when its breaker is closed', () => {
    const since = 'The breaker of payments has been closed for 7 min, since 21:33:48 UTC.';

    it('says that nothing is known before the first call', () => {
      const bulkhead = { inUse: 0, limit: 100, rejected: 0 };
      says(
        aSnapshot({ calls: 0, bulkhead }),
        since,
        'Calls go through.',
        'No call yet, so nothing is known about it.',
        'Calls under way: 0 of at most 100. Retries left: 9 of 12 in 10 s.',
      );
    });

    it('says that nothing is known while the first call is still under way', () => {
      const unknown = 'No call has ended yet, so nothing is known about it.';
      says(aSnapshot({ calls: 0 }), since, 'Calls go through.', unknown, load);
    });

    it('says that it is not known how it is now when nothing finished lately', () => {
      const silence = 'No call has finished in the last 30 s, so it is not known how it is now.';
      says(aSnapshot(), since, 'Calls go through.', silence, load);
    });

    it('says that all is well', () => {
      const well = 'None of the 120 calls that finished in the last 30 s failed (limit 50 % of at least 20).';
      says(closed({ successes: 120 }), since, 'Calls go through.', well, load);
    });

    it('gives some failures against the limits, and what they were', () => {
      says(
        closed({
          successes: 37,
          failures: 3,
          consecutiveFailures: 2,
          failuresByCause: { unavailable: 1, timeout: 2 },
        }),
        since,
        'Calls go through.',
        '3 of the 40 calls that finished in the last 30 s failed (8 %, limit 50 % of at least 20), mostly timeouts at 1 s (2).',
        'The last 2 failed in a row (limit 5, over at least 1 s).',
        load,
      );
    });

    it('says why many failures among few calls do not open it', () => {
      says(
        closed({ successes: 1, failures: 3, failuresByCause: { server_error: 3 } }),
        since,
        'Calls go through.',
        '3 of the 4 calls that finished in the last 30 s failed (75 %, limit 50 % of at least 20), all server errors.',
        'So few calls do not open it.',
        load,
      );
    });

    it('says nothing of that while the share of failures is under the limit', () => {
      const few = closed({ successes: 3, failures: 1, failuresByCause: { server_error: 1 } });
      expect(explain(few).explanation).not.toContain('So few');
    });

    it('speaks of a single call in the singular', () => {
      says(
        closed({ failures: 1, consecutiveFailures: 1, failuresByCause: { connect_failed: 1 } }),
        since,
        'Calls go through.',
        'The only call that finished in the last 30 s failed (100 %, limit 50 % of at least 20), a connection that could not be made.',
        'So few calls do not open it.',
        load,
      );
    });

    it('does not round a share up to the limit that it is under', () => {
      const under = closed({ successes: 101, failures: 100, failuresByCause: { timeout: 100 } });
      expect(explain(under).explanation).toContain('(49.7 %, limit 50 % of at least 20)');
    });

    it('leaves a rule out that is switched off', () => {
      const limits = { ...aBreaker().limits, consecutiveFailures: 0 };
      const { explanation } = explain(closed({ successes: 9, failures: 3, consecutiveFailures: 3, limits }));
      expect(explanation).not.toContain('in a row');
    });

    it('says for how long it asked to be left alone, and that users see what they see when it is open', () => {
      const paused = { ...closed({ successes: 19, failures: 1 }), pausedUntil: at + 12_000 };
      const { explanation, usersSee: seen } = explain(paused);
      expect(explanation).toContain(
        `${since} But payments asked to be left alone: no call goes through for another 12 s. 1 of the 20 calls`,
      );
      expect(seen).toBe(usersSee.open);
    });
  });

  describe('when its breaker is open', () => {
    const next = 'The next call is let through as a test in 3.2 s; until then all are refused at once.';

    it('says by which share of failures, and when the next call is let through', () => {
      says(
        open(),
        'The breaker of payments has been open for 41 s, since 21:40:07 UTC: payments is not called.',
        'It opened because 14 of the last 22 finished calls failed (64 %, limit 50 % of at least 20), mostly timeouts at 1 s (9).',
        next,
        load,
      );
    });

    it('says that it was opened by failures in a row', () => {
      says(
        open({
          openedBy: 'consecutive_failures',
          consecutiveFailures: 5,
          successes: 10,
          failures: 5,
          failuresByCause: { connect_failed: 5 },
        }),
        'The breaker of payments has been open for 41 s, since 21:40:07 UTC: payments is not called.',
        'It opened because 5 calls in a row failed (limit 5, over at least 1 s).',
        'In all, 5 of the last 15 finished calls failed (33 %, limit 50 % of at least 20), all connections that could not be made.',
        next,
        load,
      );
    });

    it('says that it was opened again by a test, how often in a row, and how it began', () => {
      says(
        open({ openedBy: 'probe', consecutiveTrips: 3 }),
        'The breaker of payments has been open for 41 s, since 21:40:07 UTC, for the 3rd time in a row: payments is not called.',
        'It opened again because the last test failed.',
        'When it first opened, 14 of the last 22 finished calls had failed (64 %, limit 50 % of at least 20), mostly timeouts at 1 s (9).',
        next,
        load,
      );
    });

    it('says that it was asked besides to be left alone', () => {
      expect(explain({ ...open(), pausedUntil: at + 20_000 }).explanation).toContain(
        `${next} But payments asked to be left alone: no call goes through for another 20 s. ${load}`,
      );
    });

    it('says that the next call is the test once its time is over', () => {
      expect(explain(open({ nextProbeAt: at - 5 })).explanation).toContain(
        'The next call is let through as a test.',
      );
    });

    it('gives the date when it has been open since another day', () => {
      expect(explain(open({ since: at - 22 * 3_600_000 })).explanation).toContain(
        'open for 22 h, since 2026-11-23 23:40:48 UTC',
      );
    });
  });

  describe('when its breaker is half-open', () => {
    const since = 'The breaker of payments has been half-open for 12 s, since 21:40:36 UTC';
    const because =
      'It opened because 14 of the last 22 finished calls failed (64 %, limit 50 % of at least 20), mostly timeouts at 1 s (9).';
    const decides = 'A test that succeeds closes it, one that fails opens it again.';

    it('says that it stays so until a call comes', () => {
      says(
        halfOpen(),
        `${since}: the next call is let through as a test.`,
        'Until one comes nothing changes, for the breaker makes no calls of its own.',
        decides,
        because,
        load,
      );
    });

    it('says that a test is under way, and how often it had opened', () => {
      says(
        halfOpen({ isProbing: true, consecutiveTrips: 2 }),
        `${since}, after opening for the 2nd time in a row: one call is under way as a test.`,
        'Until it ends all others are refused at once.',
        decides,
        because,
        load,
      );
    });
  });

  it('says that too many calls are under way', () => {
    const { explanation } = explain(aSnapshot({ bulkhead: { inUse: 100, limit: 100, rejected: 37 } }));
    expect(explanation).toMatch(
      / Calls under way: 100 of at most 100, so more are refused at once \(37 so far\)\. Retries/,
    );
  });

  it('says that calls were refused because too many were under way', () => {
    const { explanation } = explain(aSnapshot({ bulkhead: { inUse: 4, limit: 100, rejected: 37 } }));
    expect(explanation).toMatch(
      / Calls under way: 4 of at most 100 \(37 refused so far because of too many\)\. Retries/,
    );
  });

  it('says that no retries are left', () => {
    const { explanation } = explain(aSnapshot({ retryBudget: { used: 12, allowed: 11, windowMs: 10_000 } }));
    expect(explanation).toMatch(/ Retries left: 0 of 11 in 10 s, so a call that fails is not tried again\.$/);
  });

  it('says that it has no breaker', () => {
    says(
      closed({ isEnabled: false }),
      'payments has no breaker: calls go through, whatever became of the last ones.',
      '1234 calls have ended since the process started; how is not counted.',
      load,
    );
  });

  it('says that it is shut down', () => {
    const snapshot = aSnapshot({ isClosed: true });
    says(
      snapshot,
      'payments is not called any more: this process is stopping, and refuses every new call.',
      'Calls under way: 4 of at most 100.',
    );
    expect(explain(snapshot).usersSee).toBe(usersSee.open);
  });

  it('tells what users see in each state', () => {
    const seen = [aSnapshot(), open(), halfOpen()].map((snapshot) => explain(snapshot).usersSee);
    expect(seen).toEqual([usersSee.closed, usersSee.open, usersSee.half_open]);
  });

  it('reads the same from a snapshot that was sent as JSON', () => {
    const sent = JSON.parse(JSON.stringify(open())) as DependencySnapshot;
    expect(explain(sent)).toEqual(explain(open()));
  });

  it('begins with what the app knows beyond calls, and lets it say what users see', () => {
    const remark = { explanation: 'Payments refuses our key.', usersSee: 'Nothing is charged.' };
    const { explanation, usersSee: seen } = explain(aSnapshot({ remark }));
    expect(explanation).toMatch(/^Payments refuses our key\. The breaker of payments has been closed /);
    expect(seen).toBe('Nothing is charged.');
  });
});
