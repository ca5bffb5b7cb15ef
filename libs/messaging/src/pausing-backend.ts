import { setTimeout as sleep } from 'node:timers/promises';
import { type IQueueBackend } from 'bullmq';

/**
 * 1 s between a worker's attempts at a server that refuses it. Closing the worker waits for the next attempt;
 * BullMQ's 15 s would outlast a shutdown.
 */
export const retryMs = 1_000;

const wasRefused = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'ECONNREFUSED';

/**
 * The same backend, except that it pauses after every failure to fetch a job. BullMQ pauses only after a
 * refused connection: a server that is starting, read-only or out of connections it asks again without end.
 */
export function pausing<B extends IQueueBackend>(backend: B): B {
  const moveToActive = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...job) => {
    try {
      return (await moveToActive(...job)) as unknown[];
    } catch (error) {
      if (!wasRefused(error)) await sleep(retryMs, undefined, { ref: false });
      throw error;
    }
  };
  return backend;
}
