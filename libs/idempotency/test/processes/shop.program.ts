/**
 * A shop in its own process, for specs that kill it. Settings come from the environment, all else over HTTP.
 */
import http from 'node:http';
import { Problem, reasonOf } from '@holdfast/service-defaults';
import { postgresPool } from '@holdfast/service-defaults/database';
import { Pool } from 'pg';
import { pino } from 'pino';
import { type Execution, IdempotencyKeys, jsonResponse, keyedRequest } from '../../src/index.ts';
import { Completer } from '../../src/running/completer.ts';
import { ordering, type OrderingDeps } from '../ordering.fixture.ts';

const { PORT, DATABASE_URL, PROVIDER_URL, LEASE_MS, HAS_COMPLETER, POOL_SIZE } = process.env;

const pool = new Pool({ ...postgresPool, connectionString: DATABASE_URL, max: Number(POOL_SIZE) });
pool.on('error', () => undefined);
const keys = new IdempotencyKeys(pool, { leaseMs: Number(LEASE_MS) });

async function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${PROVIDER_URL}${path}`, { method: 'POST', headers });
  if (!response.ok) throw new Error(`the provider answers ${response.status}`);
  return response.text();
}

const reach = async (boundary: string, item: string): Promise<void> => {
  await ask(`/stops/${encodeURIComponent(boundary)}`, { item });
};
const deps: OrderingDeps = {
  call: (step, key, item) => ask(`/calls/${step}`, { key, item }),
  reach,
};
const operation = ordering(deps);
keys.register(operation);

const reported = (body: unknown): Promise<Execution> =>
  Promise.resolve({ response: jsonResponse(200, body), isReplay: false, hasWaited: false });

const routes: Record<string, (key: string, item: string) => Promise<Execution>> = {
  '/orders': async (key, item) => {
    const execution = await keys.execute(keyedRequest('shop', key, item), operation, item);
    await reach('before the response', item);
    return execution;
  },
  '/notes': async (key, item) => {
    await reach('before the claim', item);
    const execution = await keys.transact(keyedRequest('shop', key, item), 'noting', async (tx, id) => {
      await reach('before the write', item);
      await tx.query(`insert into effect values ($1, $2, 'noted')`, [id, item]);
      await reach('before the commit', item);
      return jsonResponse(201, { id });
    });
    await reach('before the response', item);
    return execution;
  },
  '/complete': async () => {
    const { taken, failures } = await keys.completeAbandoned(100);
    return reported({ taken, failures: failures.map(reasonOf) });
  },
  '/owner': () => reported({ owner: keys.lease.owner }),
  '/clock': () => reported(new Date().getTime()),
};

function refusalOf(error: unknown): { status: number; body: string } {
  return error instanceof Problem
    ? { status: error.kind.status, body: error.kind.code }
    : { status: 500, body: reasonOf(error) };
}

const server = http.createServer((request, reply) => {
  const { key = '', item = 'tea' } = request.headers as Record<string, string>;
  const handle = routes[request.url ?? ''] ?? (() => Promise.reject(new Error('no such route')));
  handle(key, item).then(
    ({ response, isReplay }) => {
      reply
        .writeHead(response.status, { ...response.headers, replayed: String(isReplay) })
        .end(response.body);
    },
    (error: unknown) => {
      const { status, body } = refusalOf(error);
      reply.writeHead(status).end(body);
    },
  );
});

// Otherwise an idle connection may be closed while its client sends the next request on it.
server.keepAliveTimeout = 0;

await keys.lease.held();
if (HAS_COMPLETER === 'true') new Completer(keys, pino({ level: 'silent' })).onApplicationBootstrap();
server.listen(Number(PORT), '127.0.0.1');

// A killed test run cannot stop this process.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(), 500).unref();
