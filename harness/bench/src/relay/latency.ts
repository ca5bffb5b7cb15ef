import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OutboxRelay, outboxWrite } from '@holdfast/messaging';
import { pino } from 'pino';
import { type Values } from '../measure/contest.ts';
import { quantile } from '../measure/statistics.ts';
import { queueName } from './movers.ts';
import { type Backend, type Stores } from './stores.ts';

const consumerProgram = path.join(import.meta.dirname, 'consumer.program.js');

/** 10 ms: 100 messages a second, like a busy shop and far below the relay's limit. */
const pauseMs = 10;

interface Arrival {
  readonly messageId: string;
  readonly at: number;
}

/**
 * The time from the commit, in this process with its relay, to the handler in another process. Both use the
 * machine's clock.
 */
export async function measureLatency(stores: Stores, backend: Backend, messages: number): Promise<Values> {
  await stores.fill(0, queueName);
  const consumer = await startConsumer(stores.queueUrl(backend));
  const relay = new OutboxRelay(stores.database, stores.queueUrl(backend), pino({ level: 'warn' }));
  relay.start();
  const committed = new Map<string, number>();
  const waits: number[] = [];
  const all = Promise.withResolvers<void>();
  consumer.on('message', ({ messageId, at }: Arrival) => {
    waits.push(at - (committed.get(messageId) ?? NaN));
    if (waits.length === messages) all.resolve();
  });
  for (let n = 0; n < messages; n += 1) {
    committed.set(await commit(stores, n), performance.timeOrigin + performance.now());
    relay.wake();
    await delay(pauseMs);
  }
  await all.promise;
  await relay.stop();
  consumer.disconnect();
  await once(consumer, 'exit');
  // Leaves out the first tenth, which opened connections.
  const steady = Float64Array.from(waits.slice(Math.floor(messages / 10))).sort();
  return { 'p50 ms': quantile(steady, 0.5), 'p99 ms': quantile(steady, 0.99), messages: steady.length };
}

async function startConsumer(queueUrl: string): Promise<ChildProcess> {
  const consumer = fork(consumerProgram, [queueName, queueUrl]);
  await once(consumer, 'message');
  return consumer;
}

async function commit({ database }: Stores, n: number): Promise<string> {
  const { given, text } = outboxWrite('paid', { queue: queueName, name: 'paid' }, { n }, 'x', {
    aggregate: `ord_${n}`,
  });
  const columns = Object.entries(given);
  const parameters = columns.map(([column, [type]], index) => `$${index + 1}::${type} as ${column}`);
  const values = columns.map(([, [type, value]]) => (type === 'jsonb' ? JSON.stringify(value) : value));
  const [row] = await database.query<{ message_id: string }[]>(
    `with given as (select ${parameters.join(', ')}) ${text}`,
    values,
  );
  if (row === undefined) throw new Error('the outbox took no row');
  return row.message_id;
}
