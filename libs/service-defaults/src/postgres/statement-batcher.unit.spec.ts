import { describe, expect, it } from '@jest/globals';
import { StatementBatcher } from './statement-batcher.ts';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** A batcher whose statements succeed, fail or hang as `run` decides; records the items of each statement. */
function batcherThat(run: (items: readonly number[]) => void | Promise<void>): {
  batcher: StatementBatcher<number, string>;
  statements: (readonly number[])[];
} {
  const statements: (readonly number[])[] = [];
  const batcher = new StatementBatcher<number, string>({
    run: async (items) => {
      statements.push(items);
      await run(items);
      return items.map((item) => `result ${item}`);
    },
    identityOf: String,
    batchSize: 64,
    isOfOneItem: (error) => !/^(?:ECONNREFUSED|57014)$/.test((error as Error).message),
  });
  return { batcher, statements };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** Submits the first item, and the others once its statement has been sent. */
const resultsOf = async (
  batcher: StatementBatcher<number, string>,
  [first = 0, ...others]: readonly number[],
): Promise<string[]> => {
  const alone = batcher.submit(first);
  alone.catch(() => undefined);
  await new Promise(setImmediate);
  const settled = await Promise.allSettled([alone, ...others.map((item) => batcher.submit(item))]);
  return settled.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message));
};

const refuse = (items: readonly number[], bad: number, code: string): void => {
  if (items.includes(bad)) throw failure(code);
};

describe('StatementBatcher', () => {
  it('sends a single item immediately, and later ones together in the next statement', async () => {
    const { batcher, statements } = batcherThat(() => undefined);
    expect(await resultsOf(batcher, numbers(4))).toEqual(['result 1', 'result 2', 'result 3', 'result 4']);
    expect(statements).toEqual([[1], [2, 3, 4]]);
  });

  it('batches the items of one turn of the event loop', async () => {
    const { batcher, statements } = batcherThat(() => undefined);
    await Promise.all(numbers(4).map((item) => batcher.submit(item)));
    expect(statements).toEqual([[1, 2, 3, 4]]);
  });

  it('fails only the bad row, with its own error', async () => {
    const { batcher, statements } = batcherThat((items) => refuse(items, 3, '23505'));
    expect(await resultsOf(batcher, numbers(4))).toEqual(['result 1', 'result 2', '23505', 'result 4']);
    expect(statements).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
  });

  it('repeats a deadlock victim that is chosen three times in a row', async () => {
    let victims = 0;
    const { batcher, statements } = batcherThat(() => {
      victims += 1;
      if (victims <= 3) throw failure('40P01');
    });
    expect(await resultsOf(batcher, [1])).toEqual(['result 1']);
    expect(statements).toEqual([[1], [1], [1], [1]]);
  });

  it('fails a deadlock victim that is chosen a fourth time', async () => {
    const { batcher, statements } = batcherThat((items) => refuse(items, 1, '40P01'));
    expect(await resultsOf(batcher, [1])).toEqual(['40P01']);
    expect(statements).toEqual([[1], [1], [1], [1]]);
  });

  it('by default, retries item by item unless the database is down', async () => {
    for (const [code, sizes] of [
      ['22021', [2, 1, 1]],
      ['ECONNREFUSED', [2]],
    ] as const) {
      const statements: number[] = [];
      const run = (items: readonly number[]): Promise<never> => {
        statements.push(items.length);
        return Promise.reject(failure(code));
      };
      const batcher = new StatementBatcher<number, string>({ run, identityOf: String });
      await Promise.allSettled([batcher.submit(1), batcher.submit(2)]);
      expect(statements).toEqual(sizes);
    }
  });

  it.each(['ECONNREFUSED', '57014'])('does not retry item by item after %s', async (code) => {
    const { batcher, statements } = batcherThat(() => {
      throw failure(code);
    });
    expect(new Set(await resultsOf(batcher, numbers(50)))).toEqual(new Set([code]));
    expect(statements.map((items) => items.length)).toEqual([1, 49]);
  });

  it('delays only the batch whose statement waits for a lock', async () => {
    const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
    const { batcher, statements } = batcherThat((items) => (items.includes(2) ? isFree : undefined));
    const results = numbers(100).map((item) => batcher.submit(item));
    expect(await results[99]).toBe('result 100');
    free();
    await Promise.all(results);
    expect(statements.map((items) => items.length)).toEqual([64, 36]);
  });

  it('never puts two items of one identity into a statement, and keeps their order', async () => {
    const { batcher, statements } = batcherThat(() => undefined);
    await resultsOf(batcher, [1, 2, 2, 3, 2]);
    expect(statements).toEqual([[1], [2, 3], [2], [2]]);
  });
});
