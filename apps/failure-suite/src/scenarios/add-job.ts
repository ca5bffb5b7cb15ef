import { Queue } from 'bullmq';
import { type System } from '../system/system.ts';

/** Puts a job on a queue around the lab, as somebody would who is no relay of ours. Its id is the id of its message. */
export async function addJob(
  system: System,
  queue: string,
  name: string,
  data: { readonly messageId: string; readonly traceparent: null; readonly payload: unknown },
): Promise<void> {
  const open = new Queue(queue, { connection: { url: system.redisUrl } });
  try {
    await open.add(name, data, { jobId: data.messageId, attempts: 5 });
    system.note(`a job ${name} is put on the queue ${queue}`);
  } finally {
    await open.close();
  }
}
