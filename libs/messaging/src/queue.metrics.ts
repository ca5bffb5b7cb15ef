import { metrics, reasonOf } from '@holdfast/service-defaults';
import { type Queue } from 'bullmq';
import { Gauge } from '@prometheus-io/client';
import { type QueueAddress, QueueConnection } from './queue-connection.ts';

/**
 * 1 s for everything that a scrape reads from a queue: an unavailable server must not take the other metrics
 * with it.
 */
const sampleTimeoutMs = 1_000;

interface Sample {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly dead: number;
  readonly oldestWaitingSeconds: number;
}

const samplers = new Set<QueueSampler>();
let sampling: Promise<void> | undefined;

/** One sample serves all gauges of a scrape, and all scrapes that arrive while it is taken. */
function sampleAll(): Promise<void> {
  return (sampling ??= Promise.all([...samplers].map((sampler) => sampler.sample()))
    .then(showAll)
    .finally(() => (sampling = undefined)));
}

const reachable = new Gauge({
  name: 'messaging_queue_reachable',
  help: '1 if the queue server responded to this scrape; if 0, the other metrics of the queue are absent.',
  labelNames: ['queue'] as const,
  registers: [metrics],
  collect: sampleAll,
});
const depth = new Gauge({
  name: 'messaging_queue_depth',
  help: 'Jobs on the queue, by state: waiting, delayed (between two attempts), active.',
  labelNames: ['queue', 'state'] as const,
  registers: [metrics],
  collect: sampleAll,
});
const oldestWaiting = new Gauge({
  name: 'messaging_queue_oldest_waiting_seconds',
  help: 'Age of the next waiting job; 0 if there is none.',
  labelNames: ['queue'] as const,
  registers: [metrics],
  collect: sampleAll,
});
const deadLetters = new Gauge({
  name: 'messaging_dead_letters',
  help: 'Dead letters.',
  labelNames: ['queue'] as const,
  registers: [metrics],
  collect: sampleAll,
});

/** A value that could not be read is omitted: the last one would look current. */
function showAll(): void {
  for (const gauge of [reachable, depth, oldestWaiting, deadLetters]) gauge.reset();
  for (const { queue, last } of samplers) {
    reachable.set({ queue }, last === undefined ? 0 : 1);
    if (last === undefined) continue;
    for (const state of ['waiting', 'delayed', 'active'] as const) depth.set({ queue, state }, last[state]);
    oldestWaiting.set({ queue }, last.oldestWaitingSeconds);
    deadLetters.set({ queue }, last.dead);
  }
}

/** Samples one queue within a second, or not at all. */
class QueueSampler {
  readonly queue: string;
  last: Sample | undefined;
  private readonly connection: QueueConnection;

  constructor(private readonly address: QueueAddress) {
    this.queue = address.queue;
    this.connection = new QueueConnection(address);
  }

  /** Never rejects. */
  async sample(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const error = new Error(`queue server did not respond within ${sampleTimeoutMs} ms`);
      timer = setTimeout(() => reject(error), sampleTimeoutMs);
    });
    try {
      this.last = await Promise.race([this.look(), tooLate]);
    } catch (error) {
      this.last = undefined;
      this.address.logger.debug({ queue: this.queue }, `failed to measure the queue: ${reasonOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async look(): Promise<Sample> {
    const queue = await this.connection.get();
    const counts = await countsOf(queue);
    return { ...counts, oldestWaitingSeconds: await ageOfNext(queue, counts.waiting) };
  }
}

/**
 * BullMQ lists waiting jobs from the front on Redis and from the back on Postgres: the older end is the
 * front.
 */
async function ageOfNext(queue: Queue, waiting: number): Promise<number> {
  if (waiting === 0) return 0;
  const ends = await Promise.all([0, waiting - 1].map((end) => queue.getJobs('waiting', end, end, true)));
  const added = ends.flat().map(({ timestamp }) => timestamp);
  return added.length === 0 ? 0 : Math.max(0, (Date.now() - Math.min(...added)) / 1_000);
}

async function countsOf(queue: Queue) {
  const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
  const { wait = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = counts;
  return { waiting: wait + prioritized, delayed, active, dead: failed };
}

/**
 * Reports a queue at `/metrics` until the returned function is called. All consumers of a queue report the
 * same: take the maximum.
 */
export function measureQueue(address: QueueAddress): () => Promise<void> {
  const sampler = new QueueSampler(address);
  samplers.add(sampler);
  return () => {
    samplers.delete(sampler);
    return sampler.close();
  };
}
