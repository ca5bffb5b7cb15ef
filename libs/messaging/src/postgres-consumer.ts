import { Socket } from 'node:net';
import {
  type BackendFactory,
  createPostgresBackend,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
} from 'bullmq';

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
  const backend = createPostgresBackend(name, options, needs);
  const { connection } = backend;
  const waitForJob = backend.waitForJob.bind(backend);
  backend.waitForJob = async (timeout) => {
    // BullMQ does not close a connection that is opened after its closing began.
    if (connection.isClosing) return waitForJob(timeout);
    const client = await connection.getListenClient();
    try {
      return await waitForJob(timeout);
    } catch (error) {
      const stream = client.connection?.stream;
      if (stream instanceof Socket) stream.destroy();
      throw error;
    }
  };
  return backend;
};
