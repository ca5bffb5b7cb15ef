import { describe, expect, it } from '@jest/globals';
import { onceSettled } from './once-settled.ts';

const busy = { result: 'in_flight' };
const ours = { result: 'already_ours' };

/** Gives these results in turn, and notes the rows it was run for. */
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
  it('asks once when no key is busy', async () => {
    const { run, asked } = runThat([ours, undefined]);
    expect(await onceSettled(run, ['a', 'b'])).toEqual([ours, undefined]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('asks for busy keys again, and for them alone, until they are not', async () => {
    const { run, asked } = runThat([ours, busy, busy], [busy, ours], [ours]);
    expect(await onceSettled(run, ['a', 'b', 'c'])).toEqual([ours, ours, ours]);
    expect(asked).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b']]);
  });

  it("believes in the end that a key is somebody else's", async () => {
    const { run, asked } = runThat();
    expect(await onceSettled(run, ['a'])).toEqual([busy]);
    expect(asked).toHaveLength(11);
  });
});
