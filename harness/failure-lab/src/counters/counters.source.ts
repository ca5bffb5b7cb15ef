import { type Counters } from '@holdfast/lab-api';
import { type Databases, type QueueReader } from '@holdfast/witness';
import { type LabContext } from '../context/lab-context.ts';
import { Polled } from '../stream/polled.ts';
import { ServiceCounters } from './service-counters.ts';

/** 2 s: a page of metrics costs a service about a millisecond. */
const everyMs = 2_000;

const unpublished =
  'select count(*)::int as count from outbox where published_at is null and dead_at is null';
const unsent = `select count(*)::int as count from email where status <> 'sent'`;

/** Null if it cannot be read, which the page shows as unknown. */
const orNull = <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null);

async function countOf(databases: Databases, database: string, sql: string): Promise<number> {
  const [row] = await databases.queryAgain(database, sql, []);
  return Number(row?.['count']);
}

/** Jobs that wait or run, by queue. */
async function depthsOf(queues: QueueReader): Promise<Record<string, number>> {
  const { jobs } = await queues.read(Date.now());
  const depths: Record<string, number> = {};
  for (const { queue, state, count } of jobs)
    if (state !== 'failed') depths[queue] = (depths[queue] ?? 0) + count;
  return depths;
}

/** Adds the stream of counters: the work that passes, and the work that waits. */
export function addCounters(context: LabContext): void {
  const { databases, queues, inbox, observe, streams } = context;
  const services = new ServiceCounters(observe.services);
  const readCounters = async (): Promise<Counters> => {
    const [counted, queued, outboxes, unsentEmails, inInbox] = await Promise.all([
      services.read(),
      orNull(depthsOf(queues)),
      orNull(
        Promise.all(['checkout', 'payments'].map((database) => countOf(databases, database, unpublished))),
      ),
      orNull(countOf(databases, 'email', unsent)),
      orNull(inbox.count()),
    ]);
    const waiting = outboxes?.reduce((sum, count) => sum + count, 0) ?? null;
    return { ...counted, queued, unpublished: waiting, unsentEmails, inbox: inInbox };
  };
  const polled = new Polled({ read: readCounters, everyMs });
  streams.add({ name: 'counters', current: polled.current, onChange: polled.onChange });
}
