import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@holdfast/testing';
import { pino } from 'pino';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Inbox, inboxRetentionMs } from '../src/index.ts';
import { InboxReaper } from '../src/inbox-reaper.ts';
import { createInboxSchema } from '../src/schema.ts';

const logger = pino({ level: 'silent' });
const day = 24 * 3_600_000;

describe('Inbox', () => {
  let own: TestDatabase;
  let database: DataSource;
  let inbox: Inbox<EntityManager>;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource({ type: 'postgres', url: own.url }).initialize();
    await database.query(createInboxSchema);
    await database.query('create table effect (n integer)');
    inbox = new Inbox<EntityManager>(database, 'counting', logger);
  });

  beforeEach(() => database.query('truncate inbox, effect'));

  afterAll(async () => {
    await database.destroy();
    await own.drop();
  });

  const effect = (transaction: EntityManager) => transaction.query('insert into effect values (1)');
  const count = async (table: 'inbox' | 'effect'): Promise<number> =>
    (await database.query<unknown[]>(`select 1 from ${table}`)).length;

  it('gives a message its effect once', async () => {
    const noted: string[] = [];
    const delivery = { messageId: uuidv7(), noteDuplicate: () => noted.push('duplicate') };
    expect([await inbox.once(delivery, effect), noted]).toEqual(['done', []]);
    expect([await inbox.once(delivery, effect), noted]).toEqual(['duplicate', ['duplicate']]);
    expect(await count('effect')).toBe(1);
  });

  it('gives it once for many concurrent deliveries', async () => {
    const messageId = uuidv7();
    const ends = await Promise.all(Array.from({ length: 8 }, () => inbox.once({ messageId }, effect)));
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(await count('effect')).toBe(1);
  });

  it('does not record a message whose effect failed', async () => {
    const delivery = { messageId: uuidv7() };
    const failing = async (transaction: EntityManager): Promise<never> => {
      await effect(transaction);
      throw new Error('too late');
    };
    await expect(inbox.once(delivery, failing)).rejects.toThrow('too late');
    expect([await count('inbox'), await count('effect')]).toEqual([0, 0]);
    expect(await inbox.once(delivery, effect)).toBe('done');
  });

  it('keeps consumers of the same message apart', async () => {
    const delivery = { messageId: uuidv7() };
    const other = new Inbox<EntityManager>(database, 'mailing', logger);
    expect([await inbox.once(delivery, effect), await other.once(delivery, effect)]).toEqual([
      'done',
      'done',
    ]);
  });

  it('forgets messages after the retention period, in batches, and no others', async () => {
    const receive = (messages: number, consumer: string, ageMs: number) =>
      Promise.all(
        Array.from({ length: messages }, () =>
          database.query(
            `insert into inbox values ($1, $2, clock_timestamp() - $3::bigint * interval '1 millisecond')`,
            [consumer, uuidv7({ msecs: Date.now() - ageMs }), ageMs],
          ),
        ),
      );
    await receive(1_100, 'counting', inboxRetentionMs + day);
    await receive(2, 'counting', inboxRetentionMs - day);
    await receive(3, 'mailing', inboxRetentionMs + day);
    // An old ID, but received a moment ago.
    await inbox.once({ messageId: uuidv7({ msecs: Date.now() - 2 * inboxRetentionMs }) }, effect);
    const reapers = [1, 2].map(() => new InboxReaper(database, 'counting', logger));
    const forgotten = await Promise.all(reapers.map((reaper) => reaper.runOnce()));
    expect(forgotten.reduce((sum, each) => sum + each)).toBe(1_100);
    expect(await count('inbox')).toBe(2 + 3 + 1);
  });
});
