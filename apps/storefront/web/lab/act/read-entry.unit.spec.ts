import { type Fault, type StrikeAction } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { entriesFor, faultTable, strikeTable, type TableEntry } from './fault-table.ts';
import { readEntry, type Typed } from './read-entry.ts';

const route = 'checkout->payments';
const entry = (id: string): TableEntry => {
  const found = [...faultTable, ...strikeTable].find((each) => each.id === id);
  if (found === undefined) throw new Error(`no entry ${id}`);
  return found;
};
const bodyOf = (id: string, typed: Typed, isKept = true): unknown => {
  const read = readEntry(route, entry(id), typed, isKept);
  return read.isOk ? read.request.body : read.problems;
};

/** Complete by their types. */
const kinds: Readonly<Record<Fault['kind'], true>> = {
  refuse: true,
  syn_hang: true,
  reset: true,
  close: true,
  black_hole: true,
  half_open: true,
  latency: true,
  bandwidth: true,
  slice: true,
  truncate: true,
  garbage: true,
  status: true,
  status_after: true,
};
const actions: Readonly<Record<StrikeAction['kind'], true>> = {
  reset: true,
  close: true,
  black_hole: true,
  cut: true,
  delay: true,
  duplicate: true,
  hold: true,
};

describe('the table of faults', () => {
  it('has every fault and every strike of the lab', () => {
    const ids = (prefix: string, of: object): string[] => Object.keys(of).map((kind) => `${prefix}:${kind}`);
    expect(faultTable.map(({ id }) => id).toSorted()).toEqual(ids('fault', kinds).toSorted());
    expect(strikeTable.map(({ id }) => id).toSorted()).toEqual(ids('strike', actions).toSorted());
  });

  it('leaves out those that a protocol cannot have', () => {
    const missing = (protocol: 'postgres' | 'smtp'): string[] => {
      const shown = entriesFor(protocol).map(({ id }) => id);
      return entriesFor('http').flatMap(({ id }) => (shown.includes(id) ? [] : [id]));
    };
    expect(missing('postgres')).toEqual(['fault:status', 'fault:status_after', 'strike:duplicate']);
    expect(missing('smtp')).toEqual(['strike:duplicate']);
  });
});

describe('the form of a fault', () => {
  it.each<[string, Typed, unknown]>([
    ['fault:latency', { ms: '3000', jitterMs: '' }, { kind: 'latency', ms: 3_000 }],
    [
      'fault:latency',
      { ms: '20', jitterMs: '5', times: '3', label: ' POST /payments ', direction: 'request' },
      { kind: 'latency', ms: 20, jitterMs: 5, times: 3, label: 'POST /payments', direction: 'request' },
    ],
    ['fault:refuse', { label: 'POST /payments', times: '2' }, { kind: 'refuse', times: 2 }],
    ['fault:syn_hang', { times: '2' }, { kind: 'syn_hang' }],
    ['fault:status', { status: '503' }, { kind: 'status', status: 503, direction: 'request' }],
    ['fault:status_after', { status: '500' }, { kind: 'status_after', status: 500, direction: 'response' }],
    ['strike:hold', {}, { edge: route, direction: 'response', action: { kind: 'hold' } }],
    [
      'strike:delay',
      { ms: '50', ordinal: '2', direction: 'request' },
      { edge: route, direction: 'request', ordinal: 2, action: { kind: 'delay', ms: 50 } },
    ],
    ['strike:duplicate', {}, { edge: route, direction: 'request', action: { kind: 'duplicate' } }],
  ])('%s %j', (id, typed, body) => expect(bodyOf(id, typed)).toEqual(body));

  it('ends its fault after 2 min unless it is kept', () => {
    expect(bodyOf('fault:reset', {}, false)).toEqual({ kind: 'reset', forMs: 120_000 });
    expect(bodyOf('strike:hold', {}, false)).not.toHaveProperty('forMs');
  });

  it.each<[string, Typed, string[]]>([
    ['fault:latency', { ms: '' }, ['Delay in ms is missing.']],
    ['fault:latency', { ms: 'soon' }, ['Delay in ms must be a whole number from 0 to 600,000.']],
    ['fault:latency', { ms: '1.5' }, ['Delay in ms must be a whole number from 0 to 600,000.']],
    ['fault:latency', { ms: '700000' }, ['Delay in ms must be a whole number from 0 to 600,000.']],
    ['fault:status', { status: '42' }, ['Status must be a whole number from 200 to 599.']],
    ['fault:reset', { times: '0' }, ['Times must be a whole number from 1 to 1,000,000.']],
    [
      'strike:delay',
      { ms: '-1', ordinal: 'x' },
      [
        'Delay in ms must be a whole number from 0 to 600,000.',
        'Which message must be a whole number from 1 to 1,000,000.',
      ],
    ],
  ])('%s %j is refused', (id, typed, sentences) => {
    const read = readEntry(route, entry(id), typed, true);
    expect(read.isOk ? [] : read.problems.map(({ sentence }) => sentence)).toEqual(sentences);
  });
});
