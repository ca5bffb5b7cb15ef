import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@holdfast/testing';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type BatchEffect, BatchInbox } from '../src/index.ts';
import { createInboxSchema } from '../src/schema.ts';

const logger = pino({ level: 'silent' });

/** Adds each new message's text to `effect`, whose check refuses `bad`. */
const effect: BatchEffect<string> = {
  statement: `
written as (
  insert into effect (message_id, text)
  select message_id, text from unnest($3::uuid[], $4::text[]) as given (message_id, text)
  join received using (message_id) order by message_id
)`,
  values: (messages) => [messages.map(({ messageId }) => messageId), messages.map(({ item }) => item)],
};

describe('BatchInbox', () => {
  let own: TestDatabase;
  let database: DataSource;
  let inbox: BatchInbox<string>;
  /** The statements that the inbox sent. */
  let statements: number;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource({ type: 'postgres', url: own.url }).initialize();
    await database.query(createInboxSchema);
    await database.query(`create table effect (message_id uuid, text text check (text <> 'bad'))`);
  });

  beforeEach(async () => {
    await database.query('truncate inbox, effect');
    statements = 0;
    inbox = anInbox();
  });

  afterAll(async () => {
    await database.destroy();
    await own.drop();
  });

  const anInbox = (consumer = 'writing'): BatchInbox<string> =>
    new BatchInbox(
      {
        query: <T>(text: string, values?: unknown[]): Promise<T> => {
          statements += 1;
          return database.query<T>(text, values);
        },
      },
      consumer,
      effect,
      logger,
    );

  const texts = async (): Promise<string[]> =>
    (await database.query<{ text: string }[]>('select text from effect order by text')).map(
      ({ text }) => text,
    );
  const received = async (): Promise<number> => (await database.query<unknown[]>('select from inbox')).length;

  /** Keeps a transaction open that receives this message, and rolls it back after `work`. */
  async function whileReceived(messageId: string, work: () => Promise<unknown>): Promise<void> {
    const runner = database.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`insert into inbox (consumer, message_id) values ('writing', $1)`, [messageId]);
    try {
      await work();
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  /** Statements that wait for another transaction. */
  const untilWaiting = (count: number) =>
    eventually(async () => {
      const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(await database.query<unknown[]>(text)).toHaveLength(count);
    });

  it('gives each of many messages its effect in one statement', async () => {
    const items = ['a', 'b', 'c', 'd'];
    const ends = await Promise.all(items.map((item) => inbox.once({ messageId: uuidv7() }, item)));
    expect([ends, await texts(), await received()]).toEqual([items.map(() => 'done'), items, 4]);
    expect(statements).toBe(1);
  });

  it('skips messages that were received before, and notes them, among new ones', async () => {
    const noted: string[] = [];
    const deliver = (messageId: string, item: string) =>
      inbox.once({ messageId, noteDuplicate: () => noted.push(item) }, item);
    const [first, second] = [uuidv7(), uuidv7()];
    await deliver(first, 'a');
    const ends = await Promise.all([
      deliver(second, 'b'),
      deliver(first.toUpperCase(), 'A'),
      deliver(second, 'B'),
    ]);
    expect(ends).toEqual(['done', 'duplicate', 'duplicate']);
    expect([await texts(), noted]).toEqual([
      ['a', 'b'],
      ['A', 'B'],
    ]);
  });

  it('gives a message its effect once for concurrent deliveries to two processes, in any order', async () => {
    const ids = Array.from({ length: 20 }, () => uuidv7());
    const other = anInbox();
    const deliveries: Promise<string>[] = [];
    await whileReceived(ids.at(-1)!, async () => {
      deliveries.push(...ids.map((messageId) => inbox.once({ messageId }, 'a')));
      deliveries.push(...ids.toReversed().map((messageId) => other.once({ messageId }, 'a')));
      await untilWaiting(2);
    });
    const ends = await Promise.all(deliveries);
    expect(ends.filter((end) => end === 'done')).toHaveLength(ids.length);
    expect([(await texts()).length, await received()]).toEqual([ids.length, ids.length]);
  });

  it('does not record a message whose effect failed, and gives the others theirs', async () => {
    const bad = { messageId: uuidv7() };
    const ends = await Promise.allSettled([
      inbox.once({ messageId: uuidv7() }, 'a'),
      inbox.once(bad, 'bad'),
      inbox.once({ messageId: uuidv7() }, 'b'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect([await texts(), await received()]).toEqual([['a', 'b'], 2]);
    expect(await inbox.once(bad, 'good')).toBe('done');
  });

  it('keeps consumers of the same message apart', async () => {
    const delivery = { messageId: uuidv7() };
    expect([await inbox.once(delivery, 'a'), await anInbox('mailing').once(delivery, 'a')]).toEqual([
      'done',
      'done',
    ]);
  });
});
