import { PostgresQueueBackend, type Queue, RedisQueueBackend } from 'bullmq';

/** Sets the count of crashed workers of a job back to 0, which BullMQ's own retry keeps. */
export async function forgetCrashes(queue: Queue, jobId: string): Promise<void> {
  const backend: unknown = queue.getBackend();
  if (backend instanceof RedisQueueBackend)
    await (await backend.connection.client).hdel(queue.toKey(jobId), 'stc');
  else if (backend instanceof PostgresQueueBackend)
    await backend.connection.pool.query('update job set stalled_count = 0 where queue = $1 and id = $2', [
      queue.name,
      jobId,
    ]);
}
