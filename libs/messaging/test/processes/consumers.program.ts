/**
 * Consumers in a process that exits when nothing keeps it alive, for a spec of what closing them leaves open.
 */
import http from 'node:http';
import { pino } from 'pino';
import { BullMqServer } from '../../src/index.ts';

const { PORT, QUEUE = '', QUEUE_URL: url = '' } = process.env;
const logger = pino({ level: 'warn' });

// The state of a lost connection at the time of the close is random; with several, most states occur.
const consumers = [1, 2, 3, 4].map((n) => new BullMqServer({ queue: `${QUEUE}-${n}`, url, logger }));
for (const consumer of consumers) consumer.listen(() => undefined);

const areAllConnected = (): boolean => consumers.every((consumer) => consumer.unwrap() !== undefined);
const server = http.createServer((_, response) => {
  response.writeHead(areAllConnected() ? 200 : 503).end();
});
server.listen(Number(PORT), '127.0.0.1');

process.once('SIGTERM', () => {
  server.close().closeAllConnections();
  for (const consumer of consumers) void consumer.close();
});

// Exits if the test run is killed.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(), 500).unref();
