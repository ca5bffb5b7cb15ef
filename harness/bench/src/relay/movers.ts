import { closeQueue, type Envelope, openQueue, OutboxRelay } from '@holdfast/messaging';
import { pino } from 'pino';
import { type Backend, type Stores } from './stores.ts';

export interface Mover {
  readonly name: string;
  readonly label: string;
  /** The share of the messages that it moves: less for a slow one. */
  readonly share: number;
  /** Moves everything from the outbox to the queue. */
  readonly move: (stores: Stores, backend: Backend) => Promise<Cost>;
}

export interface Cost {
  readonly seconds: number;
  /** CPU time of this process. */
  readonly clientSeconds: number;
  /** CPU time of Postgres and Redis; NaN without /proc. */
  readonly storesSeconds: number;
}

export const queueName = 'email';
const logger = pino({ level: 'warn' });

async function costOf(stores: Stores, work: () => Promise<unknown>): Promise<Cost> {
  const [begun, cpu, storesBefore] = [performance.now(), process.cpuUsage(), stores.cpuSeconds()];
  await work();
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds,
    clientSeconds: (user + system) / 1e6,
    storesSeconds: stores.cpuSeconds() - storesBefore,
  };
}

interface Row {
  readonly message_id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly traceparent: string;
}

/** Adds the same jobs in batches of the same size, without reading, marking or fencing rows. */
async function addRaw(stores: Stores, backend: Backend, batchSize: number): Promise<Cost> {
  const rows = await stores.database.query<Row[]>('select * from outbox order by position');
  const queue = openQueue(queueName, stores.queueUrl(backend));
  await queue.waitUntilReady();
  const jobs = rows.map(({ message_id, name, payload, traceparent }) => ({
    name,
    data: { messageId: message_id, traceparent, payload } satisfies Envelope,
    opts: {
      jobId: message_id,
      attempts: 20,
      backoff: { type: 'full-jitter' },
      removeOnComplete: { age: 86_400 },
    },
  }));
  const taken = await costOf(stores, async () => {
    for (let from = 0; from < jobs.length; from += batchSize)
      await queue.addBulk(jobs.slice(from, from + batchSize));
  });
  await closeQueue(queue);
  return taken;
}

/** Connects before the clock starts, because a relay in operation is connected. */
async function relay(stores: Stores, backend: Backend, batchSize: number): Promise<Cost> {
  const made = new OutboxRelay(stores.database, stores.queueUrl(backend), logger, (publish) => publish(), {
    batchSize,
  });
  await connect(stores, made);
  const taken = await costOf(stores, () => made.drain());
  await made.stop();
  const [left] = await stores.database.query<unknown[]>(
    'select from outbox where published_at is null limit 1',
  );
  if (left !== undefined) throw new Error('the relay has left messages behind');
  return taken;
}

/** Connects the relay by letting it publish one message while all others are leased. */
async function connect({ database }: Stores, made: OutboxRelay): Promise<void> {
  await database.query(`update outbox set leased_until = 'infinity'`);
  await database.query(
    `insert into outbox (message_id, queue, name, payload, attempts) values (uuidv7(), $1, 'warm', '{}', 1)`,
    [queueName],
  );
  await made.drain();
  await database.query(`update outbox set leased_until = null where published_at is null`);
  await database.query('vacuum analyze outbox');
}

const relayOf = (batchSize: number): Mover => ({
  name: `relay-${batchSize}`,
  label: `the relay, batches of ${batchSize}`,
  share: 1,
  move: (stores, backend) => relay(stores, backend, batchSize),
});

export const movers: readonly Mover[] = [
  {
    name: 'raw',
    label: 'raw addBulk, 500 at a time',
    share: 1,
    move: (stores, backend) => addRaw(stores, backend, 500),
  },
  relayOf(500),
  relayOf(250),
  relayOf(100),
  {
    name: 'one-by-one',
    label: 'the relay, one at a time',
    share: 0.05,
    move: (stores, backend) => relay(stores, backend, 1),
  },
];
