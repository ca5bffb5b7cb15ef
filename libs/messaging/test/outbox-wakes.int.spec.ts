import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { pino } from 'pino';
import { OutboxRelay, type QueueGuard } from '../src/index.ts';
import { aQueue, outboxFixture, waiting, write } from './outbox-fixture.ts';

describe('OutboxRelay between two polls', () => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let relay: OutboxRelay | undefined;

  beforeAll(async () => {
    fixture = await outboxFixture('Redis');
  });

  afterEach(async () => {
    await relay?.stop();
    await fixture.database.query('truncate outbox');
  });

  afterAll(() => fixture.close());

  /** `atRest` is called with the result of a round's last statement, before the relay sees it. */
  function aRelay(guard: QueueGuard, atRest: () => Promise<void> = () => Promise.resolve()): OutboxRelay {
    const database: ConstructorParameters<typeof OutboxRelay>[0] = {
      query: async (text, values) => {
        const rows = await fixture.database.query(text, values);
        if (text.includes('set published_at =')) await atRest();
        return rows as never;
      },
    };
    // No poll comes before the test has ended.
    const options = { pollMs: 600_000, gatherMs: 0 };
    relay = new OutboxRelay(database, fixture.queueUrl, pino({ level: 'silent' }), guard, options);
    return relay;
  }

  const isPublished = (): Promise<void> =>
    eventually(async () => expect(await waiting(fixture.database)).toEqual([]), { timeoutMs: 10_000 });

  it('tries again after a failure', async () => {
    let hasFailed = false;
    const failsOnce: QueueGuard = (publish) => {
      if (hasFailed) return publish();
      hasFailed = true;
      return Promise.reject(new Error('a busy moment'));
    };
    await write(fixture.database, { queue: aQueue(), name: 'made' }, {});
    aRelay(failsOnce).wake();
    await isPublished();
  });

  it('publishes a row that is committed while it goes to rest', async () => {
    const queue = aQueue();
    await write(fixture.database, { queue, name: 'made' }, {});
    const turns = Array.from({ length: 40 }, (_, n) => n);
    const woken = aRelay(
      (publish) => publish(),
      async () => {
        const count = turns.shift();
        if (count === undefined) return;
        await write(fixture.database, { queue, name: 'made' }, {});
        void afterMicrotasks(count).then(() => woken.wake());
      },
    );
    woken.wake();
    await eventually(() => expect(turns).toEqual([]), { timeoutMs: 20_000 });
    await isPublished();
  });
});

async function afterMicrotasks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await Promise.resolve();
}
