/** Consumers as a process that ends when nothing keeps it alive, for a specification of what closing them leaves open. */
import http from 'node:http';
import { pino } from 'pino';
import { BullMqServer } from '../../src/index.ts';

const { PORT, QUEUE = '', QUEUE_URL: url = '' } = process.env;
const logger = pino({ level: 'warn' });

// What a lost connection is doing when it is closed is chance: several are doing several things.
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

// A test run that is killed cannot end us.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(), 500).unref();
