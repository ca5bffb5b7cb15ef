import { describe, expect, it } from '@jest/globals';
import { MessageBatcher } from './message-batcher.ts';

interface Message {
  readonly messageId: string;
}

/** A batcher whose statements succeed, fail or hang as `run` decides; records the messages of each. */
function batcherThat(run: (ids: readonly string[]) => void | Promise<void>): {
  batcher: MessageBatcher<Message, string>;
  statements: (readonly string[])[];
} {
  const statements: (readonly string[])[] = [];
  const batcher = new MessageBatcher<Message, string>(async (messages) => {
    const ids = messages.map(({ messageId }) => messageId);
    statements.push(ids);
    await run(ids);
    return ids.map((id) => `result ${id}`);
  });
  return { batcher, statements };
}

/** Submits the first message, and the others once its statement has been sent. */
const resultsOf = async (
  batcher: MessageBatcher<Message, string>,
  [first = '', ...others]: readonly string[],
): Promise<string[]> => {
  const alone = batcher.submit({ messageId: first });
  alone.catch(() => undefined);
  await new Promise(setImmediate);
  const all = [alone, ...others.map((messageId) => batcher.submit({ messageId }))];
  const settled = await Promise.allSettled(all);
  return settled.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message));
};

const failure = (code: string): Error => Object.assign(new Error(code), { code });

describe('MessageBatcher', () => {
  it('sends a single message immediately, and later ones together in the next statement', async () => {
    const { batcher, statements } = batcherThat(() => undefined);
    expect(await resultsOf(batcher, ['a', 'b', 'c'])).toEqual(['result a', 'result b', 'result c']);
    expect(statements).toEqual([['a'], ['b', 'c']]);
  });

  it('batches the messages of one turn of the event loop', async () => {
    const { batcher, statements } = batcherThat(() => undefined);
    await Promise.all(['a', 'b', 'c'].map((messageId) => batcher.submit({ messageId })));
    expect(statements).toEqual([['a', 'b', 'c']]);
  });

  it('never puts two deliveries of one message into a statement, however their IDs are spelled', async () => {
    const { batcher, statements } = batcherThat(() => undefined);
    await resultsOf(batcher, ['a', 'b', 'B', 'c']);
    expect(statements).toEqual([['a'], ['b', 'c'], ['B']]);
  });

  it('fails only the bad message, with its own error', async () => {
    const { batcher, statements } = batcherThat((ids) => {
      if (ids.includes('c')) throw failure('22021');
    });
    expect(await resultsOf(batcher, ['a', 'b', 'c', 'd'])).toEqual([
      'result a',
      'result b',
      '22021',
      'result d',
    ]);
    expect(statements).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c'], ['d']]);
  });

  it.each([
    ['the database is down', 'ECONNREFUSED'],
    ['the database canceled the statement', '57014'],
  ])('does not try each message alone if %s', async (_, code) => {
    const { batcher, statements } = batcherThat(() => {
      throw failure(code);
    });
    expect(await resultsOf(batcher, ['a', 'b', 'c'])).toEqual([code, code, code]);
    expect(statements).toEqual([['a'], ['b', 'c']]);
  });

  it('continues with later messages while a statement waits for a lock', async () => {
    const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
    const { batcher } = batcherThat((ids) => (ids.includes('a') ? isFree : undefined));
    const locked = batcher.submit({ messageId: 'a' });
    await new Promise(setImmediate);
    expect(await batcher.submit({ messageId: 'b' })).toBe('result b');
    free();
    expect(await locked).toBe('result a');
  });
});
