import { describe, expect, it } from '@jest/globals';
import { onceSettled } from './once-settled.ts';

const busy = { result: 'in_flight' };
const ours = { result: 'already_ours' };

/** Returns these results in turn, and records the rows of each run. */
function runThat(...results: readonly (readonly unknown[])[]): {
  run: (rows: readonly string[]) => Promise<unknown[]>;
  asked: (readonly string[])[];
} {
  const asked: (readonly string[])[] = [];
  const run = (rows: readonly string[]): Promise<unknown[]> => {
    asked.push(rows);
    return Promise.resolve([...(results[asked.length - 1] ?? rows.map(() => busy))]);
  };
  return { run, asked };
}

describe('onceSettled', () => {
  it('runs once if no key is in flight', async () => {
    const { run, asked } = runThat([ours, undefined]);
    expect(await onceSettled(run, ['a', 'b'])).toEqual([ours, undefined]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('polls only the keys in flight, until they no longer are', async () => {
    const { run, asked } = runThat([ours, busy, busy], [busy, ours], [ours]);
    expect(await onceSettled(run, ['a', 'b', 'c'])).toEqual([ours, ours, ours]);
    expect(asked).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b']]);
  });

  it('finally reports a key in flight as held by another request', async () => {
    const { run, asked } = runThat();
    expect(await onceSettled(run, ['a'])).toEqual([busy]);
    expect(asked).toHaveLength(11);
  });
});
