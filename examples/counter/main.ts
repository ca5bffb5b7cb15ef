import http from 'node:http';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { type Addition } from './add.ts';

type Add = (pool: pg.Pool, addition: Addition) => Promise<void>;
const { add } = (await import(process.env['ADD'] ?? './add.ts')) as { add: Add };
const report = (error: Error): void => void process.stderr.write(`${error.message}\n`);

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], query_timeout: 300 });
pool.on('error', report);
pool.on('connect', (client) => void client.on('error', report));
await pool.query('CREATE TABLE IF NOT EXISTS counts (name text PRIMARY KEY, total integer NOT NULL)');
await pool.query('CREATE TABLE IF NOT EXISTS keys (key text PRIMARY KEY)');

async function statusOf({ method, url, headers }: http.IncomingMessage, body: unknown): Promise<number> {
  if (url === '/health/ready') return 200;
  if (method !== 'POST' || url !== '/additions') return 404;
  const key = headers['idempotency-key'];
  if (typeof key !== 'string') return 400;
  await add(pool, { ...(body as Addition), key });
  return 200;
}

const server = http.createServer((request, response) => {
  const body = request.method === 'POST' ? json(request) : Promise.resolve();
  body
    .then((parsed) => statusOf(request, parsed))
    .catch((error: Error) => (report(error), 500))
    .then((status) => response.writeHead(status).end())
    .catch(report);
});
server.listen(Number(process.env['PORT']), process.env['HOST']);
