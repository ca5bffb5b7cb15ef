import { Queue } from 'bullmq';
import { type System } from '../system/system.ts';

/**
 * Adds a job to a queue, bypassing the lab and the relay. Like the relay, it uses the message ID as the
 * default job ID.
 */
export async function addJob(
  system: System,
  queue: string,
  name: string,
  data: { readonly messageId: string; readonly traceparent: null; readonly payload: unknown },
  jobId = data.messageId,
): Promise<void> {
  const open = new Queue(queue, { connection: { url: system.redisUrl } });
  try {
    await open.add(name, data, { jobId, attempts: 5 });
    system.note(`a job ${name} is added to the queue ${queue}`);
  } finally {
    await open.close();
  }
}
