import { Socket } from 'node:net';
import {
  type BackendFactory,
  createPostgresBackend,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
} from 'bullmq';
import { pausing } from './pausing-backend.ts';

/** 5 s, BullMQ's pause of an idle worker. After a failed wait it would wait for an hour. */
const pollSeconds = 5;

/**
 * BullMQ's own backend, except that it drops the connection on which it failed to subscribe to new messages,
 * and subscribes on a new one. On its own, BullMQ keeps a connection that went silent, subscribes on it again
 * and again, and gets no further message.
 */
export const createPostgresConsumer: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (
  name,
  options,
  needs,
) => {
  const backend = pausing(createPostgresBackend(name, options, needs));
  const { connection } = backend;
  const waitForJob = backend.waitForJob.bind(backend);
  backend.waitForJob = async (timeout) => {
    const seconds = Math.min(timeout, pollSeconds);
    // BullMQ does not close a connection that is opened after its closing began.
    if (connection.isClosing) return waitForJob(seconds);
    const client = await connection.getListenClient();
    try {
      return await waitForJob(seconds);
    } catch (error) {
      const stream = client.connection?.stream;
      if (stream instanceof Socket) stream.destroy();
      throw error;
    }
  };
  return backend;
};
