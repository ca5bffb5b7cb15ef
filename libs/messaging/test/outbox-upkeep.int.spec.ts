import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@holdfast/service-defaults';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { showOutboxMetrics } from '../src/outbox.metrics.ts';
import { OutboxMeter } from '../src/outbox-meter.ts';
import { OutboxReaper } from '../src/outbox-reaper.ts';
import { OutboxRelay, retryDeadOutboxRow } from '../src/index.ts';
import { aQueue, outboxFixture, write } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });
let fixture: Awaited<ReturnType<typeof outboxFixture>>;

beforeAll(async () => {
  showOutboxMetrics();
  fixture = await outboxFixture('Redis');
});
afterEach(() => fixture.database.query('truncate outbox'));
afterAll(() => fixture.close());

/** The value of a series, as a scrape sees it. */
async function series(name: string): Promise<number> {
  const all = await metrics.getMetricsAsJSON();
  const values = all.find((metric) => metric.name === name)?.values ?? [];
  return values.reduce((sum, { value }) => sum + value, 0);
}

/** Messages written that many hours ago; published ones were published then, too. */
const given = (count: number, hoursAgo: number, state: 'published' | 'waiting' | 'dead'): Promise<unknown> =>
  fixture.database.query(
    `insert into outbox (message_id, queue, name, payload, attempts, created_at, published_at, dead_at)
     select uuidv7(-$2::float8 * interval '1 hour'), 'q', 'made', '{}', 1, at,
            case when $3 = 'published' then at end, case when $3 = 'dead' then at end
     from (select clock_timestamp() - $2::float8 * interval '1 hour' as at from generate_series(1, $1::integer)) _`,
    [count, hoursAgo, state],
  );
const day = 24;

describe('OutboxReaper', () => {
  const reaper = (): OutboxReaper => new OutboxReaper(fixture.database, logger);

  it('deletes messages published more than 7 days ago, in batches, and no others', async () => {
    await given(2_500, 8 * day, 'published');
    await given(3, 6.9 * day, 'published');
    await given(4, 400 * day, 'waiting');
    await given(5, 400 * day, 'dead');
    const before = await series('outbox_reaped_total');
    expect(await reaper().runOnce()).toBe(2_500);
    expect((await series('outbox_reaped_total')) - before).toBe(2_500);
    expect(await fixture.database.query('select count(*)::integer as n from outbox')).toEqual([{ n: 12 }]);
    expect(await reaper().runOnce()).toBe(0);
  });

  it('keeps old messages that were published recently', async () => {
    await given(1, 8 * day, 'waiting');
    await fixture.database.query('update outbox set published_at = clock_timestamp()');
    expect(await reaper().runOnce()).toBe(0);
  });

  it('keeps them for the configured time', async () => {
    await given(2, 3 * day, 'published');
    await given(1, 1 * day, 'published');
    expect(await reaper().runOnce()).toBe(0);
    expect(await new OutboxReaper(fixture.database, logger, 2 * 24 * 3_600_000).runOnce()).toBe(2);
  });

  it('shares the rows with the reapers of other processes', async () => {
    await given(5_000, 8 * day, 'published');
    const reaped = await Promise.all([reaper().runOnce(), reaper().runOnce()]);
    expect(reaped.reduce((sum, n) => sum + n)).toBe(5_000);
  });

  it('reads only the old end of the primary key', async () => {
    await given(50_000, 1, 'published');
    await fixture.database.query('analyze outbox');
    let read = '';
    await new OutboxReaper(
      {
        query: async <T>(text: string, values: unknown[]): Promise<T> => {
          const lines = await fixture.database.query<{ 'QUERY PLAN': string }[]>(
            `explain (analyze, timing off, costs off) ${text}`,
            values,
          );
          read = lines.map((line) => line['QUERY PLAN']).join('\n');
          return [{ rows: 0 }] as T;
        },
      },
      logger,
    ).runOnce();
    expect(read).toMatch(/Limit.*\n.*Index Scan using outbox_pkey on outbox/s);
    expect(read).not.toContain('Rows Removed by Filter');
  });
});

describe('the outbox gauges', () => {
  const measure = (): Promise<void> => new OutboxMeter(fixture.database, logger).runOnce();

  it('report the number of waiting messages, the age of the oldest, and the number of dead ones', async () => {
    await given(1, 0.5, 'waiting');
    await given(2, 0, 'waiting');
    await given(4, day, 'dead');
    await given(8, day, 'published');
    await measure();
    expect(await series('outbox_unpublished_rows')).toBe(3);
    expect(Math.floor((await series('outbox_oldest_unpublished_seconds')) / 60)).toBe(30);
    expect(await series('outbox_dead_rows')).toBe(4);
  });

  it('return to 0', async () => {
    await given(1, 1, 'waiting');
    await measure();
    await fixture.database.query('update outbox set published_at = clock_timestamp()');
    await measure();
    expect(await series('outbox_unpublished_rows')).toBe(0);
    expect(await series('outbox_oldest_unpublished_seconds')).toBe(0);
  });

  it('are updated while the relay cannot publish, with the time of the last update', async () => {
    const relay = new OutboxRelay(fixture.database, 'redis://127.0.0.1:1', logger);
    const failures = await series('outbox_publish_failures_total');
    await given(7, 1, 'waiting');
    relay.onApplicationBootstrap();
    await eventually(async () =>
      expect(await series('outbox_publish_failures_total')).toBeGreaterThan(failures),
    );
    await eventually(async () => expect(await series('outbox_unpublished_rows')).toBe(7));
    expect(await series('outbox_measured_timestamp_seconds')).toBeGreaterThan(1_700_000_000);
    await relay.onApplicationShutdown();
  });

  it('count published messages', async () => {
    const relay = new OutboxRelay(fixture.database, fixture.queueUrl, logger);
    const before = await series('outbox_published_total');
    for (const name of ['one', 'two']) await write(fixture.database, { queue: aQueue(), name }, {});
    await relay.runOnce();
    expect((await series('outbox_published_total')) - before).toBe(2);
    await relay.stop();
  });

  it('do not count messages whose rows another relay has taken over', async () => {
    const { database, queueUrl } = fixture;
    const query = async <T>(text: string, values: unknown[]): Promise<T> => {
      if (text.includes('published_at = clock_timestamp()'))
        await database.query('update outbox set lease = gen_random_uuid()');
      return database.query(text, values);
    };
    const relay = new OutboxRelay({ query }, queueUrl, logger);
    const before = await series('outbox_published_total');
    await write(database, { queue: aQueue(), name: 'one' }, {});
    await relay.runOnce();
    expect((await series('outbox_published_total')) - before).toBe(0);
    await relay.stop();
  });
});

describe('retryDeadOutboxRow', () => {
  it('refuses a message that is not dead', async () => {
    const messageId = await write(fixture.database, { queue: 'q', name: 'made' }, {});
    expect(await retryDeadOutboxRow(fixture.database, messageId)).toBe(false);
  });
});
