import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type Gate, gateTo, unresponsiveServerFor } from '@holdfast/testing';
import { pino } from 'pino';
import { OutboxRelay } from '../src/index.ts';
import { aQueue, collect, outboxFixture, waiting, write } from './outbox-fixture.ts';

const logger = pino({ level: 'silent' });

describe.each(['Redis', 'Postgres'] as const)('OutboxRelay with its queues on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  const opened: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
  });

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
    await fixture.database.query('truncate outbox');
  });

  afterAll(() => fixture.close());

  function aRelay(
    queueUrl = fixture.queueUrl,
    database: ConstructorParameters<typeof OutboxRelay>[0] = fixture.database,
  ) {
    const relay = new OutboxRelay(database, queueUrl, logger);
    opened.push(() => relay.stop());
    return relay;
  }

  function aConsumer(queue: string) {
    const consumer = collect(queue, fixture.queueUrl);
    opened.push(consumer.close);
    return consumer.deliveries;
  }

  it('publishes committed messages in the order they were written', async () => {
    const [first, second] = [aQueue(), aQueue()];
    const one = await write(fixture.database, { queue: first, name: 'made' }, { n: 1 });
    const two = await write(fixture.database, { queue: first, name: 'made' }, { n: 2 });
    const three = await write(fixture.database, { queue: second, name: 'gone' }, { n: 3 });

    expect(await aRelay().runOnce()).toBe(3);

    const [ofFirst, ofSecond] = [aConsumer(first), aConsumer(second)];
    await eventually(() => expect([ofFirst.length, ofSecond.length]).toEqual([2, 1]));
    expect(ofFirst.map(({ data, id }) => [id, data.messageId, data.payload])).toEqual([
      [one, one, { n: 1 }],
      [two, two, { n: 2 }],
    ]);
    expect(ofSecond.map(({ name, data }) => [name, data.messageId])).toEqual([['gone', three]]);
    expect(await waiting(fixture.database)).toEqual([]);
  });

  it("publishes immediately when woken, and finds another process's messages by polling", async () => {
    const queue = aQueue();
    const deliveries = aConsumer(queue);
    const relay = aRelay();
    relay.start();
    await write(fixture.database, { queue, name: 'left' }, {});
    await eventually(() => expect(deliveries).toHaveLength(1));
    await write(fixture.database, { queue, name: 'woken' }, {});
    relay.wake();
    await eventually(() => expect(deliveries).toHaveLength(2));
  });

  it('drains a backlog of several batches', async () => {
    const queue = aQueue();
    for (let n = 0; n < 5; n += 1) await write(fixture.database, { queue, name: 'made' }, { n });
    const relay = new OutboxRelay(fixture.database, fixture.queueUrl, logger, undefined, { batchSize: 2 });
    opened.push(() => relay.stop());
    await relay.drain();
    expect(await waiting(fixture.database)).toEqual([]);
    const deliveries = aConsumer(queue);
    await eventually(() =>
      expect(deliveries.map(({ data }) => data.payload)).toEqual([0, 1, 2, 3, 4].map((n) => ({ n }))),
    );
  });

  it('leases and marks once a round, and shares a round among commits that follow closely', async () => {
    const queue = aQueue();
    const statements: string[] = [];
    const database: ConstructorParameters<typeof OutboxRelay>[0] = {
      query: (text, values) => {
        statements.push(/set published_at = clock|set lease = \$2/.exec(text)?.[0] ?? 'other');
        return fixture.database.query(text, values);
      },
    };
    const relay = new OutboxRelay(database, fixture.queueUrl, logger, undefined, {
      pollMs: 60_000,
      gatherMs: 2_000,
    });
    opened.push(() => relay.stop());
    const round = ['set lease = $2', 'set published_at = clock'];
    const rounds = (): string[] => statements.filter((each) => each !== 'other');
    const writeOne = (): Promise<string> => write(fixture.database, { queue, name: 'made' }, {});

    await writeOne();
    relay.wake();
    await eventually(() => expect(rounds()).toEqual(round));
    await eventually(async () => expect(await waiting(fixture.database)).toEqual([]));
    relay.wake();
    await Promise.all([writeOne(), writeOne(), writeOne()]);
    relay.wake();
    await eventually(async () => expect(await waiting(fixture.database)).toEqual([]));
    expect(rounds()).toEqual([...round, ...round]);
  });

  it('soon publishes what waited behind a row that another relay was publishing', async () => {
    const queue = aQueue();
    const deliveries = aConsumer(queue);
    const writeOne = (): Promise<string> =>
      write(fixture.database, { queue, name: 'made' }, {}, { aggregate: 'ord_1' });
    const marking = Promise.withResolvers<undefined>();
    const marks = Promise.withResolvers<undefined>();
    const slow = aRelay(fixture.queueUrl, {
      query: async (text, values) => {
        if (text.includes('published_at = clock_timestamp()')) {
          marking.resolve(undefined);
          await marks.promise;
        }
        return fixture.database.query(text, values);
      },
    });
    const first = await writeOne();
    const moved = slow.runOnce();
    await marking.promise;
    const second = await writeOne();
    const looks: unknown[] = [];
    const looking: ConstructorParameters<typeof OutboxRelay>[0] = {
      query: async <T>(text: string, values: unknown[]): Promise<T> => {
        const result = await fixture.database.query<T>(text, values);
        if (text.includes('set lease = $2')) looks.push(result);
        return result;
      },
    };
    const other = new OutboxRelay(looking, fixture.queueUrl, logger, undefined, { pollMs: 600_000 });
    opened.push(() => other.stop());
    other.wake();
    await eventually(() => expect(looks).not.toEqual([]));
    marks.resolve(undefined);
    expect(await moved).toBe(1);
    await eventually(() => expect(deliveries.map(({ id }) => id)).toEqual([first, second]));
  });

  it.each(['is still waiting', 'has been processed'])(
    'publishes one job if it crashes before marking it and the job %s',
    async (fate) => {
      const queue = aQueue();
      const messageId = await write(fixture.database, { queue, name: 'made' }, {});
      const dying = aRelay(fixture.queueUrl, {
        query: (text, values) =>
          text.includes('published_at = clock_timestamp()')
            ? Promise.reject(new Error('killed'))
            : fixture.database.query(text, values),
      });
      await expect(dying.runOnce()).rejects.toThrow('killed');
      expect(await aRelay().runOnce()).toBe(0);

      const deliveries: unknown[] = fate === 'has been processed' ? aConsumer(queue) : [];
      if (fate === 'has been processed') await eventually(() => expect(deliveries).toHaveLength(1));
      await fixture.database.query('update outbox set leased_until = clock_timestamp()');
      expect(await aRelay().runOnce()).toBe(1);

      const marker = await write(fixture.database, { queue, name: 'marker' }, {});
      await aRelay().runOnce();
      const seen = fate === 'has been processed' ? deliveries : aConsumer(queue);
      await eventually(() => expect(seen).toHaveLength(2));
      expect(seen).toMatchObject([{ id: messageId }, { id: marker }]);
    },
  );

  it('shares the rows among relays that run side by side', async () => {
    const queue = aQueue();
    const deliveries = aConsumer(queue);
    await fixture.database.query(
      `insert into outbox (message_id, queue, name, payload, attempts)
       select uuidv7(), $1, 'made', '{}', 1 from generate_series(1, 450)`,
      [queue],
    );
    const relays = [aRelay(), aRelay()];
    const moved = await Promise.all(relays.flatMap((relay) => [1, 2, 3].map(() => relay.runOnce())));
    expect(moved.reduce((sum, n) => sum + n)).toBe(450);
    // One delivery after the other: 60 ms each on a busy machine.
    await eventually(() => expect(deliveries.length).toBe(450), { timeoutMs: 60_000 });
    expect(new Set(deliveries.map(({ id }) => id)).size).toBe(450);
  });

  describe('when the queue server is down', () => {
    it('keeps the rows, and publishes them once it is back', async () => {
      const gate = await aShutGate();
      await gate.open();
      const queue = aQueue();
      const relay = aRelay(gate.url);
      await write(fixture.database, { queue, name: 'before' }, {});
      expect(await relay.runOnce()).toBe(1);

      await gate.shut();
      const messageId = await write(fixture.database, { queue, name: 'meanwhile' }, {});
      await expect(relay.runOnce()).rejects.toThrow();
      expect(await waiting(fixture.database)).toEqual([messageId]);

      await gate.open();
      await eventually(() => expect(relay.runOnce()).resolves.toBe(1));
      const deliveries = aConsumer(queue);
      await eventually(() => expect(deliveries).toHaveLength(2));
    });

    it('starts without it, and publishes the rows once it is up', async () => {
      const gate = await aShutGate();
      const queue = aQueue();
      const relay = aRelay(gate.url);
      const messageId = await write(fixture.database, { queue, name: 'made' }, {});
      await expect(relay.runOnce()).rejects.toThrow();
      expect(await waiting(fixture.database)).toEqual([messageId]);
      await gate.open();
      expect(await relay.runOnce()).toBe(1);
    });

    it('stops in time, whether or not it was up before', async () => {
      const queue = aQueue();
      const neverConnected = await aShutGate();
      const lostConnection = await aShutGate();
      await lostConnection.open();
      const relays = [neverConnected, lostConnection].map(
        ({ url }) => new OutboxRelay(fixture.database, url, logger),
      );
      await write(fixture.database, { queue, name: 'made' }, {});
      expect(await relays[1]?.runOnce()).toBe(1);
      await lostConnection.shut();
      await write(fixture.database, { queue, name: 'made' }, {});
      for (const relay of relays) relay.start();
      await Promise.all(relays.map((relay) => relay.stop()));
      expect(await waiting(fixture.database)).toHaveLength(1);
    }, 10_000);
  });

  it('continues on a new connection after the current one went silent', async () => {
    const gate = await aShutGate();
    await gate.open();
    const queue = aQueue();
    const relay = aRelay(gate.url);
    await write(fixture.database, { queue, name: 'before' }, {});
    expect(await relay.runOnce()).toBe(1);
    gate.freeze();
    await write(fixture.database, { queue, name: 'meanwhile' }, {});
    expect(await relay.runOnce()).toBe(1);
    const deliveries = aConsumer(queue);
    await eventually(() => expect(deliveries.map(({ name }) => name)).toEqual(['before', 'meanwhile']));
  });

  it('releases the rows if the queue server accepts connections but never responds', async () => {
    const silent = await unresponsiveServerFor(fixture.queueUrl);
    opened.push(silent.close);
    const messageId = await write(fixture.database, { queue: aQueue(), name: 'made' }, {});
    await expect(aRelay(silent.url).runOnce()).rejects.toThrow();
    expect(await waiting(fixture.database)).toEqual([messageId]);
    expect(await aRelay().runOnce()).toBe(1);
  });

  async function aShutGate(): Promise<Gate> {
    const gate = gateTo(fixture.queueUrl);
    await gate.open();
    await gate.shut();
    opened.push(() => gate.shut());
    return gate;
  }
});
