import { describe, expect, it } from '@jest/globals';
import { StatementBatcher } from './statement-batcher.ts';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Lanes whose statements answer, fail or hang as `run` says; each is noted with what it was for. */
function lanesThat(run: (items: readonly number[], nth: number) => void | Promise<void>): {
  lanes: StatementBatcher<number, string>;
  statements: (readonly number[])[];
} {
  const statements: (readonly number[])[] = [];
  const lanes = new StatementBatcher<number, string>(async (items) => {
    statements.push(items);
    await run(items, statements.length);
    return items.map((item) => `result ${item}`);
  }, String);
  return { lanes, statements };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** The first is sent, and the others come when its statement is out. */
const endings = async (
  lanes: StatementBatcher<number, string>,
  [first = 0, ...others]: readonly number[],
): Promise<string[]> => {
  const alone = lanes.submit(first);
  alone.catch(() => undefined);
  await new Promise(setImmediate);
  const settled = await Promise.allSettled([alone, ...others.map((item) => lanes.submit(item))]);
  return settled.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message));
};

const refuse = (items: readonly number[], bad: number, code: string): void => {
  if (items.includes(bad)) throw failure(code);
};

describe('Lanes', () => {
  it('sends what comes alone at once, and what comes meanwhile together with the next statement', async () => {
    const { lanes, statements } = lanesThat(() => undefined);
    expect(await endings(lanes, numbers(4))).toEqual(['result 1', 'result 2', 'result 3', 'result 4']);
    expect(statements).toEqual([[1], [2, 3, 4]]);
  });

  it('sends together what comes in one turn of the event loop', async () => {
    const { lanes, statements } = lanesThat(() => undefined);
    await Promise.all(numbers(4).map((item) => lanes.submit(item)));
    expect(statements).toEqual([[1, 2, 3, 4]]);
  });

  it('lets a bad row fail alone, with its own error', async () => {
    const { lanes, statements } = lanesThat((items) => refuse(items, 3, '23505'));
    expect(await endings(lanes, numbers(4))).toEqual(['result 1', 'result 2', '23505', 'result 4']);
    expect(statements).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
  });

  it('repeats what was chosen to break a deadlock, once', async () => {
    const { lanes, statements } = lanesThat((items) => refuse(items, 1, '40P01'));
    expect(await endings(lanes, [1])).toEqual(['40P01']);
    expect(statements).toEqual([[1], [1]]);
  });

  it('asks again, once, when a connection was lost: nobody knows whether it was committed', async () => {
    const { lanes, statements } = lanesThat((_, nth) => {
      if (nth === 1) throw failure('ECONNRESET');
    });
    expect(await endings(lanes, [1])).toEqual(['result 1']);
    expect(statements).toEqual([[1], [1]]);
  });

  it('does not ask one by one when there is no database', async () => {
    const { lanes, statements } = lanesThat(() => {
      throw failure('ECONNREFUSED');
    });
    expect(new Set(await endings(lanes, numbers(50)))).toEqual(new Set(['ECONNREFUSED']));
    expect(statements.map((items) => items.length)).toEqual([1, 49]);
  });

  it('lets a statement that waits for a lock hold up its own batch only', async () => {
    const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
    const { lanes, statements } = lanesThat((items) => (items.includes(2) ? isFree : undefined));
    const results = numbers(100).map((item) => lanes.submit(item));
    expect(await results[99]).toBe('result 100');
    free();
    await Promise.all(results);
    expect(statements.map((items) => items.length)).toEqual([64, 36]);
  });

  it('never puts two of one identity into one statement, and keeps the order of all', async () => {
    const { lanes, statements } = lanesThat(() => undefined);
    await endings(lanes, [1, 2, 2, 3, 2]);
    expect(statements).toEqual([[1], [2, 3], [2], [2]]);
  });
});
