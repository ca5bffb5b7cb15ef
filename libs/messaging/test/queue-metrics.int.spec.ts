import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { metrics } from '@holdfast/service-defaults';
import { eventually, type Gate, gateTo } from '@holdfast/testing';
import { type Queue, UnrecoverableError } from 'bullmq';
import { pino } from 'pino';
import { closeQueue, openQueue, openWorker } from '../src/index.ts';
import { measureQueue } from '../src/queue.metrics.ts';
import { aQueue, outboxFixture } from './outbox-fixture.ts';

describe.each(['Redis', 'Postgres'] as const)('The metrics of a queue on %s', (backend) => {
  let fixture: Awaited<ReturnType<typeof outboxFixture>>;
  let gate: Gate;
  let queue: string;
  let jobs: Queue;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    fixture = await outboxFixture(backend);
    gate = gateTo(fixture.queueUrl);
    await gate.open();
    queue = aQueue();
    jobs = openQueue(queue, fixture.queueUrl) as Queue;
    stop = measureQueue({ queue, url: gate.url, logger: pino({ level: 'silent' }) });
  });

  afterAll(async () => {
    await stop();
    await closeQueue(jobs);
    await gate.shut();
    await fixture.close();
  });

  /** The queue's metrics in a scrape, by name and state. */
  async function scraped(): Promise<Record<string, number>> {
    const lines = (await metrics.metrics()).split('\n').filter((line) => line.includes(`queue="${queue}"`));
    return Object.fromEntries(
      lines.map((line) => {
        const [, name = '', state = '', value] = /^(\w+)\{.*?(?:state="(\w+)".*)?\} (\S+)$/.exec(line) ?? [];
        return [`${name.replace('messaging_', '')}${state && `.${state}`}`, Number(value)];
      }),
    );
  }

  const add = (timestamp = Date.now(), delay = 0) => {
    const messageId = randomUUID();
    return jobs.add(
      'add',
      { messageId, traceparent: null, payload: 1 },
      { jobId: messageId, timestamp, delay },
    );
  };

  it('report the number of waiting jobs, the age of the next one, and the number of dead letters', async () => {
    const process = () => Promise.reject(new UnrecoverableError('no'));
    await add();
    const worker = openWorker(queue, fixture.queueUrl, process, {});
    worker.on('error', () => undefined);
    await eventually(async () => expect(await jobs.getFailedCount()).toBe(1));
    await worker.close();
    await eventually(async () =>
      expect(await scraped()).toMatchObject({ dead_letters: 1, queue_oldest_waiting_seconds: 0 }),
    );
    await add(Date.now() - 100_000);
    await add();
    await add(Date.now(), 3_600_000);
    // If the machine pauses for a second, a scrape rightly reports the queue as unreachable.
    await eventually(async () => {
      const { queue_oldest_waiting_seconds: age, ...rest } = await scraped();
      expect(rest).toEqual({
        queue_reachable: 1,
        'queue_depth.waiting': 2,
        'queue_depth.delayed': 1,
        'queue_depth.active': 0,
        dead_letters: 1,
      });
      expect(age).toBeGreaterThanOrEqual(100);
    });
  });

  it('report only that the queue is unreachable while its server hangs or is down, and everything once it is back', async () => {
    gate.freeze();
    expect(await scraped()).toEqual({ queue_reachable: 0 });
    // Silent connections are replaced, although the server was never down.
    await eventually(async () => expect(await scraped()).toMatchObject({ queue_reachable: 1 }), {
      timeoutMs: 30_000,
    });
    await gate.shut();
    expect(await scraped()).toEqual({ queue_reachable: 0 });
    await gate.open();
    await eventually(async () =>
      expect(await scraped()).toMatchObject({ queue_reachable: 1, dead_letters: 1 }),
    );
  });

  it('disappear when the process stops consuming the queue', async () => {
    await stop();
    expect(await scraped()).toEqual({});
  });
});
