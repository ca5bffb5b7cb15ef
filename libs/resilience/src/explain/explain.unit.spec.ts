import { describe, expect, it } from '@jest/globals';
import { type BreakerSnapshot, type DependencySnapshot } from '../dependency-snapshot.ts';
import { explain } from './explain.ts';
import { aBreaker, anOpenBreaker, aSnapshot, at, usersSee } from './snapshot.fixture.ts';

const load = 'Calls in progress: 4 of 100. Retries left: 9 of 12 per 10 s.';

const closed = (over: Partial<BreakerSnapshot>): DependencySnapshot => aSnapshot({ breaker: aBreaker(over) });
const open = (over: Partial<BreakerSnapshot> = {}): DependencySnapshot =>
  aSnapshot({ breaker: anOpenBreaker(over) });
const halfOpen = (over: Partial<BreakerSnapshot> = {}): DependencySnapshot =>
  open({ state: 'half_open', since: at - 12_000, nextProbeAt: undefined, ...over });

const says = (snapshot: DependencySnapshot, ...sentences: string[]): void =>
  expect(explain(snapshot).explanation).toBe(sentences.join(' '));

describe('the explanation of a dependency', () => {
  describe('when its breaker is closed', () => {
    const since = 'The payments breaker has been closed for 7 min (since 21:33:48 UTC).';

    it('reports unknown health before the first call', () => {
      const bulkhead = { inUse: 0, limit: 100, rejected: 0 };
      says(
        aSnapshot({ calls: 0, bulkhead }),
        since,
        'Calls go through.',
        'No calls yet; health unknown.',
        'Calls in progress: 0 of 100. Retries left: 9 of 12 per 10 s.',
      );
    });

    it('reports unknown health while the first call is in progress', () => {
      const unknown = 'No call has finished yet; health unknown.';
      says(aSnapshot({ calls: 0 }), since, 'Calls go through.', unknown, load);
    });

    it('reports unknown current health if no call finished recently', () => {
      const silence = 'No calls finished in the last 30 s; current health unknown.';
      says(aSnapshot(), since, 'Calls go through.', silence, load);
    });

    it('reports that no call failed', () => {
      const well = 'None of the 120 calls in the last 30 s failed (limit: 50% of at least 20).';
      says(closed({ successes: 120 }), since, 'Calls go through.', well, load);
    });

    it('reports failures with the limits and their most common cause', () => {
      says(
        closed({
          successes: 37,
          failures: 3,
          consecutiveFailures: 2,
          failuresByCause: { unavailable: 1, timeout: 2 },
        }),
        since,
        'Calls go through.',
        '3 of the 40 calls in the last 30 s failed (8%; limit: 50% of at least 20), mostly timeouts after 1 s (2).',
        'The last 2 calls failed (limit: 5 in a row over at least 1 s).',
        load,
      );
    });

    it('says why many failures among few calls do not open the breaker', () => {
      says(
        closed({ successes: 1, failures: 3, failuresByCause: { server_error: 3 } }),
        since,
        'Calls go through.',
        '3 of the 4 calls in the last 30 s failed (75%; limit: 50% of at least 20), all of them server errors.',
        'Too few calls to open the breaker.',
        load,
      );
    });

    it('does not say so while the failure rate is below the limit', () => {
      const few = closed({ successes: 3, failures: 1, failuresByCause: { server_error: 1 } });
      expect(explain(few).explanation).not.toContain('Too few');
    });

    it('uses the singular for a single call', () => {
      says(
        closed({ failures: 1, consecutiveFailures: 1, failuresByCause: { connect_failed: 1 } }),
        since,
        'Calls go through.',
        'The only call in the last 30 s failed (100%; limit: 50% of at least 20), a failed connection attempt.',
        'Too few calls to open the breaker.',
        load,
      );
    });

    it('does not round a failure rate up to a limit it has not reached', () => {
      const under = closed({ successes: 101, failures: 100, failuresByCause: { timeout: 100 } });
      expect(explain(under).explanation).toContain('(49.7%; limit: 50% of at least 20)');
    });

    it('omits a rule that is turned off', () => {
      const limits = { ...aBreaker().limits, consecutiveFailures: 0 };
      const { explanation } = explain(closed({ successes: 9, failures: 3, consecutiveFailures: 3, limits }));
      expect(explanation).not.toContain('in a row');
    });

    it('says how long it asked clients to back off, and shows what users see while open', () => {
      const paused = { ...closed({ successes: 19, failures: 1 }), pausedUntil: at + 12_000 };
      const { explanation, usersSee: seen } = explain(paused);
      expect(explanation).toContain(
        `${since} However, payments asked clients to back off: no calls for another 12 s. 1 of the 20 calls`,
      );
      expect(seen).toBe(usersSee.open);
    });
  });

  describe('when its breaker is open', () => {
    const next = 'In 3.2 s, the breaker will let the next call through as a probe.';

    it('gives the failure rate that opened it, and when it will probe', () => {
      says(
        open(),
        'The payments breaker has been open for 41 s (since 21:40:07 UTC): calls fail fast, and none reach payments.',
        'It opened because 14 of the last 22 calls failed (64%; limit: 50% of at least 20), mostly timeouts after 1 s (9).',
        next,
        load,
      );
    });

    it('says that consecutive failures opened it', () => {
      says(
        open({
          openedBy: 'consecutive_failures',
          consecutiveFailures: 5,
          successes: 10,
          failures: 5,
          failuresByCause: { connect_failed: 5 },
        }),
        'The payments breaker has been open for 41 s (since 21:40:07 UTC): calls fail fast, and none reach payments.',
        'It opened because 5 calls in a row failed (limit: 5 in a row over at least 1 s).',
        'Overall, 5 of the last 15 calls failed (33%; limit: 50% of at least 20), all of them failed connection attempts.',
        next,
        load,
      );
    });

    it('does not repeat the numbers if the streak is all there was', () => {
      says(
        open({
          openedBy: 'consecutive_failures',
          consecutiveFailures: 5,
          successes: 0,
          failures: 5,
          failuresByCause: { connection_lost: 5 },
        }),
        'The payments breaker has been open for 41 s (since 21:40:07 UTC): calls fail fast, and none reach payments.',
        'It opened because 5 calls in a row failed (limit: 5 in a row over at least 1 s), all of them lost connections.',
        next,
        load,
      );
    });

    it('says that a failed probe reopened it, how many trips in a row, and why it first opened', () => {
      says(
        open({ openedBy: 'probe', consecutiveTrips: 3 }),
        'The payments breaker has been open for 41 s (since 21:40:07 UTC, 3rd trip in a row): calls fail fast, and none reach payments.',
        'It opened again because the last probe failed.',
        'When it first opened, 14 of the last 22 calls had failed (64%; limit: 50% of at least 20), mostly timeouts after 1 s (9).',
        next,
        load,
      );
    });

    it('says so if all calls failed', () => {
      const all = open({ successes: 0, failures: 22, failuresByCause: { unavailable: 22 } });
      expect(explain(all).explanation).toContain(
        'It opened because all of the last 22 calls failed (100%; limit: 50% of at least 20), all of them "unavailable" responses.',
      );
    });

    it('also says that it was asked to back off', () => {
      expect(explain({ ...open(), pausedUntil: at + 20_000 }).explanation).toContain(
        `${next} However, payments asked clients to back off: no calls for another 20 s. ${load}`,
      );
    });

    it('says that the next call is the probe once the open time has passed', () => {
      expect(explain(open({ nextProbeAt: at - 5 })).explanation).toContain(
        'The breaker will let the next call through as a probe.',
      );
    });

    it('gives the date if it opened on another day', () => {
      expect(explain(open({ since: at - 22 * 3_600_000 })).explanation).toContain(
        'open for 22 h (since 2026-11-23 23:40:48 UTC)',
      );
    });
  });

  describe('when its breaker is half-open', () => {
    const since = 'The payments breaker has been half-open for 12 s (since 21:40:36 UTC';
    const because =
      'It opened because 14 of the last 22 calls failed (64%; limit: 50% of at least 20), mostly timeouts after 1 s (9).';
    const decides = 'If the probe succeeds, the breaker closes; if not, it opens again.';

    it('says that it stays half-open until a call comes', () => {
      says(
        halfOpen(),
        `${since}): the next call will go through as a probe.`,
        'Nothing changes until then: the breaker makes no calls of its own.',
        decides,
        because,
        load,
      );
    });

    it('says that a probe is in progress, and how many trips came before', () => {
      says(
        halfOpen({ isProbing: true, consecutiveTrips: 2 }),
        `${since}, 2nd trip in a row): one call is in progress as a probe.`,
        'Until it finishes, all other calls fail fast.',
        decides,
        because,
        load,
      );
    });
  });

  it('says that the concurrency limit is reached', () => {
    const { explanation } = explain(aSnapshot({ bulkhead: { inUse: 100, limit: 100, rejected: 37 } }));
    expect(explanation).toMatch(
      / Calls in progress: 100 of 100, so further calls are rejected \(37 so far\)\. Retries/,
    );
  });

  it('says how many calls the concurrency limit has rejected', () => {
    const { explanation } = explain(aSnapshot({ bulkhead: { inUse: 4, limit: 100, rejected: 37 } }));
    expect(explanation).toMatch(/ Calls in progress: 4 of 100 \(37 rejected at the limit so far\)\. Retries/);
  });

  it('says that no retries are left', () => {
    const { explanation } = explain(aSnapshot({ retryBudget: { used: 12, allowed: 11, windowMs: 10_000 } }));
    expect(explanation).toMatch(/ Retries left: 0 of 11 per 10 s, so failed calls are not retried\.$/);
  });

  it('says that it has no breaker', () => {
    says(
      closed({ isEnabled: false }),
      'There is no breaker for payments: calls are always attempted.',
      '1234 calls have finished since the process started; their results are not tracked.',
      load,
    );
  });

  it('says that the process is shutting down', () => {
    const snapshot = aSnapshot({ isShutDown: true });
    says(
      snapshot,
      'This process is shutting down: new calls to payments are refused.',
      'Calls in progress: 4 of 100.',
    );
    expect(explain(snapshot).usersSee).toBe(usersSee.open);
  });

  it('gives what users see in each state', () => {
    const seen = [aSnapshot(), open(), halfOpen()].map((snapshot) => explain(snapshot).usersSee);
    expect(seen).toEqual([usersSee.closed, usersSee.open, usersSee.half_open]);
  });

  it('reads the same from a snapshot that was sent as JSON', () => {
    const sent = JSON.parse(JSON.stringify(open())) as DependencySnapshot;
    expect(explain(sent)).toEqual(explain(open()));
  });

  it('leads with the remark of the app, which replaces what users see', () => {
    const remark = { explanation: 'Payments refuses our key.', usersSee: 'Nothing is charged.' };
    const { explanation, usersSee: seen } = explain(aSnapshot({ remark }));
    expect(explanation).toMatch(/^Payments refuses our key\. The payments breaker has been closed /);
    expect(seen).toBe('Nothing is charged.');
  });
});
