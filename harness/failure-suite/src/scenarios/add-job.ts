import { Queue } from 'bullmq';
import { type System } from '../system/system.ts';

/** Puts a job on a queue around the lab, as somebody would who is no relay of ours. Its id is that of its message, as the relay has it, unless another is given. */
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
    system.note(`a job ${name} is put on the queue ${queue}`);
  } finally {
    await open.close();
  }
}
