import { describe, expect, it } from '@jest/globals';
import { type Counters } from '@holdfast/lab-api';
import { hear, type Heard, startOfSight } from './lab-sight.ts';

const counters = (replays: number): Counters => ({
  replays,
  retries: 0,
  olderSuggestions: 0,
  queued: {},
  unpublished: 0,
  unsentEmails: 0,
  inbox: 0,
});
const value = (replays: number): Heard => ({ kind: 'value', name: 'counters', value: counters(replays) });
const lost = (lastHeardAt: number): Heard => ({ kind: 'lost', lastHeardAt });
const after = (...all: readonly Heard[]) => all.reduce(hear, startOfSight(10));

describe('the sight of the lab', () => {
  it('knows nothing before the first value', () => {
    expect(startOfSight(10)).toEqual({ connection: { kind: 'connecting', since: 10 }, values: {} });
  });

  it('is live with the first value, and each value replaces the one before it', () => {
    expect(after(value(1), value(2))).toEqual({
      connection: { kind: 'live' },
      values: { counters: counters(2) },
    });
  });

  it('keeps old values while the lab is lost, and the time at which it was last heard', () => {
    expect(after(value(1), lost(20), lost(30), { kind: 'connecting', at: 40 })).toEqual({
      connection: { kind: 'lost', at: 20 },
      values: { counters: counters(1) },
    });
  });

  it('is live again only when a value arrives', () => {
    expect(after(value(1), lost(20), value(3)).connection).toEqual({ kind: 'live' });
  });

  it('is lost, not empty, when the lab was never there', () => {
    expect(after(lost(10))).toEqual({ connection: { kind: 'lost', at: 10 }, values: {} });
  });
});
