/** A relay in its own process, for specs that stop and kill it. */
import http from 'node:http';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { OutboxRelay } from '../../src/index.ts';

const { PORT, DATABASE_URL = '', QUEUE_URL = '' } = process.env;

const database = await new DataSource({ type: 'postgres', url: DATABASE_URL }).initialize();
const relay = new OutboxRelay(database, QUEUE_URL, pino({ level: 'warn' }), (publish) => publish(), {
  // Small enough that one relay never leases every row.
  batchSize: 100,
});
relay.start();
http.createServer((_, response) => void response.end('relaying')).listen(Number(PORT), '127.0.0.1');

// Exits if the test run is killed.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(), 500).unref();
