import { describe, expect, it } from '@jest/globals';
import { type Dependency, type ServiceReport } from './report.ts';
import { type Paint, view } from './view.ts';

const now = Date.UTC(2026, 10, 24, 21, 40, 48);
const iso = (ms: number): string => new Date(now + ms).toISOString();

const aDependency = (over: Partial<Dependency> = {}): Dependency => ({
  dependency: 'recommendations',
  breaker: 'closed',
  since: iso(-7 * 60_000),
  explanation: 'The recommendations breaker has been closed for 7 min.',
  usersSee: 'Suggestions are live.',
  nextProbeAt: null,
  hasBreaker: true,
  failures: 0,
  finished: 120,
  limits: { failurePercent: 50, minThroughput: 20 },
  mostCommonCause: null,
  pausedUntil: null,
  ...over,
});

const payments = aDependency({
  dependency: 'payments',
  breaker: 'open',
  since: iso(-41_000),
  explanation:
    'The payments breaker has been open for 41 s. It opened because 14 of the last 22 calls failed.',
  usersSee: 'Orders are accepted as payment pending (202) with a notice, and no one is charged twice.',
  nextProbeAt: iso(3_240),
  failures: 14,
  finished: 22,
  mostCommonCause: 'connection_lost',
});

const checkout: ServiceReport = {
  service: 'checkout',
  responds: true,
  dependencies: [payments, aDependency()],
};
const email: ServiceReport = { service: 'email', responds: false, reason: 'connection refused' };
const idle: ServiceReport = { service: 'recommendations', responds: true, dependencies: [] };

const plain: Paint = (_, text) => text;
const seen = (reports: readonly ServiceReport[], width = 80, paint = plain): string =>
  view(reports, { width, now, paint });

describe('the view of what services depend on', () => {
  it('is a table of all dependencies, followed by explanations of breakers that are not closed', () => {
    expect(seen([checkout, email, idle])).toBe(
      `
  dependency       breaker  for    failed  limit      top cause
checkout
  payments         open     41 s   14/22   50% of 20  connection_lost
    Users see: Orders are accepted as payment pending (202) with a notice, and
    no one is charged twice.
    Next: the first call after 3.2 s is a probe.
  recommendations  closed   7 min  0/120   50% of 20  -
    Users see: Suggestions are live.
email  not responding (connection refused)
recommendations  has no dependencies

checkout → payments
    The payments breaker has been open for 41 s. It opened because 14 of the
    last 22 calls failed.
`.slice(1, -1),
    );
  });

  it.each([60, 80, 120, 200])('fits a terminal of %d columns if its table does', (width) => {
    const lines = seen([checkout, email, idle], width).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(Math.max(width, 72));
  });

  it('colors trouble without moving a column', () => {
    const tags: Paint = (style, text) => (style === 'bold' ? text : `<${style}>${text}</>`);
    const painted = seen([checkout, email], 80, tags);
    expect(painted).toContain('  payments         <red>open   </>  41 s ');
    expect(painted).toContain('  recommendations  <green>closed </>  7 min ');
    expect(painted).toContain('email  <red>not responding (connection refused)</>');
    expect(painted.replaceAll(/<\/?\w*>/g, '')).toBe(seen([checkout, email]));
  });

  it('says that a half-open breaker probes, and that calls are paused', () => {
    const halfOpen = aDependency({ breaker: 'half_open', pausedUntil: iso(12_000) });
    const text = seen([{ service: 'checkout', responds: true, dependencies: [halfOpen] }], 120);
    expect(text).toContain('  recommendations  half-open  7 min');
    expect(text).toContain(
      'Next: no calls for 12 s (it asked clients to back off); one call at a time goes through as a probe.',
    );
  });

  it('explains a closed breaker whose calls are paused', () => {
    const paused = aDependency({ pausedUntil: iso(12_000) });
    expect(seen([{ service: 'checkout', responds: true, dependencies: [paused] }])).toMatch(
      /\n\ncheckout → recommendations\n {4}The recommendations breaker/,
    );
  });

  it('shows no counts without a breaker', () => {
    const none = aDependency({ hasBreaker: false });
    expect(seen([{ service: 'checkout', responds: true, dependencies: [none] }])).toContain(
      'recommendations  none     7 min  -       -      -',
    );
  });
});
