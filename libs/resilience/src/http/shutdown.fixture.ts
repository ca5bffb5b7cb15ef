import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { DependencyError } from '../outcome/dependency-error.ts';
import { Resilience } from '../resilience.ts';
import { HttpClient } from './http-client.ts';

// A program that is stopped in the middle of everything: it must exit on its own and report every result. All
// its listeners throw.

const usersSee = { closed: 'all is well', open: 'an older page', half_open: 'an older page' };
const results: Record<string, unknown> = {};

async function record(name: string, call: Promise<unknown>): Promise<void> {
  results[name] = await call.catch((error: unknown) =>
    error instanceof DependencyError ? error.reason : String(error),
  );
}

const slow: ServerResponse[] = [];
const server = createServer((request, response) => {
  if (request.url === '/hang') return;
  if (request.url === '/slow') slow.push(response);
  else response.writeHead(503, { 'retry-after': '1' }).end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const resilience = new Resilience();
resilience.listen(() => {
  throw new Error('a broken listener');
});
const breaker = { consecutiveFailures: 2, consecutiveSpanMs: 0, openMs: 43_200_000, openCapMs: 43_200_000 };
const settings = { usersSee, attempts: 2, attemptTimeoutMs: 500, deadlineMs: 30_000 };
const calm = resilience.dependency({ name: 'calm', ...settings });
/** A leaked timer of an attempt would keep the process alive for this long. */
const patient = { ...settings, attemptTimeoutMs: 15_000 };
const troubled = resilience.dependency({ name: 'troubled', ...patient, attempts: 1, breaker });
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const http = new HttpClient(calm, { baseUrl });

const statusOf = async (path: string): Promise<number> => (await http.send({ method: 'GET', path })).status;
const isReplayable = true;
const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
/** Ignores its signal, and fails once no caller waits. */
const late = (): Promise<never> => new Promise((_, reject) => setTimeout(() => reject(broken), 700));

const running = [
  record('slow', statusOf('/slow')),
  record('hanging', statusOf('/hang')),
  record('late', calm.run(late, { isReplayable })),
];
await record(
  'first',
  troubled.run(() => Promise.reject(broken)),
);
await record(
  'second',
  troubled.run(() => Promise.reject(broken)),
);
const waiting = record('waiting', statusOf('/unavailable'));
const failing = record(
  'failing',
  calm.run(() => Promise.reject(broken)),
);
while (slow.length === 0) await once(server, 'request');

resilience.close();
await record('refused', statusOf('/slow'));
slow[0]?.end('{}');
await Promise.all([...running, waiting, failing]);
results['states'] = resilience.snapshots().map(({ breaker }) => breaker.state);
await http.close();
server.close();
server.closeAllConnections();
process.stdout.write(JSON.stringify(results));
