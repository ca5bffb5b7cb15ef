/** Consumes messages from a queue and reports the arrival time of each to its parent. */
import { openWorker } from '@holdfast/messaging';

const [queue = '', url = ''] = process.argv.slice(2);
const worker = openWorker(
  queue,
  url,
  (job) => {
    process.send?.({ messageId: job.data.messageId, at: performance.timeOrigin + performance.now() });
    return Promise.resolve();
  },
  { concurrency: 10 },
);
worker.on('error', () => undefined);
await worker.waitUntilReady();
process.send?.('ready');
process.on('disconnect', () => process.exit());
