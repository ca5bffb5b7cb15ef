import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { BatchInbox } from './batch-inbox.ts';

/** An inbox whose statements do what `run` decides; records the message IDs of each. */
function inboxThat(run: (ids: readonly string[]) => void): {
  deliver: (...ids: string[]) => Promise<string[]>;
  statements: (readonly string[])[];
} {
  const statements: (readonly string[])[] = [];
  const query = <Rows>(_statement: string, [, ids]: readonly unknown[] = []): Promise<Rows> => {
    statements.push(ids as string[]);
    run(ids as string[]);
    return Promise.resolve((ids as string[]).map(() => ({ isNew: true })) as Rows);
  };
  const effect = { statement: 'nothing as (select 1)', values: () => [] };
  const inbox = new BatchInbox<null>({ query }, 'tea', effect, pino({ level: 'silent' }));
  const deliver = async (...ids: string[]): Promise<string[]> => {
    const results = await Promise.allSettled(ids.map((messageId) => inbox.once({ messageId }, null)));
    return results.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message));
  };
  return { deliver, statements };
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

describe('BatchInbox', () => {
  it('never puts two deliveries of one message into a statement, however their IDs are spelled', async () => {
    const { deliver, statements } = inboxThat(() => undefined);
    await deliver('a', 'b', 'B', 'c');
    expect(statements).toEqual([['a', 'b', 'c'], ['B']]);
  });

  it('fails only the bad message, with its own error', async () => {
    const { deliver } = inboxThat((ids) => {
      if (ids.includes('b')) throw failure('22021');
    });
    expect(await deliver('a', 'b', 'c')).toEqual(['done', '22021', 'done']);
  });

  it.each([
    ['the database is down', 'ECONNREFUSED'],
    ['the database canceled the statement', '57014'],
  ])('does not try each message alone if %s', async (_, code) => {
    const { deliver, statements } = inboxThat(() => {
      throw failure(code);
    });
    expect(await deliver('a', 'b', 'c')).toEqual([code, code, code]);
    expect(statements).toHaveLength(1);
  });
});
