import { describe, expect, it } from '@jest/globals';
import { type Dependency, type ServiceReport } from './report.ts';
import { type Paint, view } from './view.ts';

const now = Date.UTC(2026, 10, 24, 21, 40, 48);
const iso = (ms: number): string => new Date(now + ms).toISOString();

const aDependency = (over: Partial<Dependency> = {}): Dependency => ({
  dependency: 'recommendations',
  breaker: 'closed',
  since: iso(-7 * 60_000),
  explanation: 'The breaker of recommendations has been closed for 7 min.',
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
    'The breaker of payments has been open for 41 s. It opened because 14 of the last 22 calls failed.',
  usersSee: 'Orders are accepted as payment pending (202) with a notice, and nobody is charged twice.',
  nextProbeAt: iso(3_240),
  failures: 14,
  finished: 22,
  mostCommonCause: 'connection_lost',
});

const checkout: ServiceReport = {
  service: 'checkout',
  answers: true,
  dependencies: [payments, aDependency()],
};
const email: ServiceReport = { service: 'email', answers: false, reason: 'connection refused' };
const idle: ServiceReport = { service: 'recommendations', answers: true, dependencies: [] };

const plain: Paint = (_, text) => text;
const seen = (reports: readonly ServiceReport[], width = 80, paint = plain): string =>
  view(reports, { width, now, paint });

describe('the view of what services depend on', () => {
  it('is a table of all, with what users see, and the whole story of what is not closed', () => {
    expect(seen([checkout, email, idle])).toBe(
      `
  dependency       breaker  since  failed  limit       commonest cause
checkout
  payments         open     41 s   14/22   50 % of 20  connection_lost
    Users see: Orders are accepted as payment pending (202) with a notice, and
    nobody is charged twice.
    Next: A call is let through as a test in 3.2 s.
  recommendations  closed   7 min  0/120   50 % of 20  -
    Users see: Suggestions are live.
email  does not answer (connection refused)
recommendations  calls nothing that could fail it

checkout → payments
    The breaker of payments has been open for 41 s. It opened because 14 of the
    last 22 calls failed.
`.slice(1, -1),
    );
  });

  it.each([60, 80, 120, 200])('stays within a terminal of %d columns where its table does', (width) => {
    const lines = seen([checkout, email, idle], width).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(Math.max(width, 72));
  });

  it('colours what stands for trouble, without moving a column', () => {
    const tags: Paint = (style, text) => (style === 'bold' ? text : `<${style}>${text}</>`);
    const painted = seen([checkout, email], 80, tags);
    expect(painted).toContain('  payments         <red>open   </>  41 s ');
    expect(painted).toContain('  recommendations  <green>closed </>  7 min ');
    expect(painted).toContain('email  <red>does not answer (connection refused)</>');
    expect(painted.replaceAll(/<\/?\w*>/g, '')).toBe(seen([checkout, email]));
  });

  it('says of a half-open breaker that the next call is a test, and that one is left alone', () => {
    const halfOpen = aDependency({ breaker: 'half_open', pausedUntil: iso(12_000) });
    const text = seen([{ service: 'checkout', answers: true, dependencies: [halfOpen] }], 120);
    expect(text).toContain('  recommendations  half-open  7 min');
    expect(text).toContain('Next: It is left alone for 12 s. One call at a time is let through as a test.');
  });

  it('tells the story of one that is closed and left alone', () => {
    const cooling = aDependency({ pausedUntil: iso(12_000) });
    expect(seen([{ service: 'checkout', answers: true, dependencies: [cooling] }])).toMatch(
      /\n\ncheckout → recommendations\n {4}The breaker/,
    );
  });

  it('shows no counts where there is no breaker', () => {
    const none = aDependency({ hasBreaker: false });
    expect(seen([{ service: 'checkout', answers: true, dependencies: [none] }])).toContain(
      'recommendations  none     7 min  -       -      -',
    );
  });
});
