import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import pg from 'pg';

/** How long one probe may take before it counts as "not yet", in milliseconds. A guess: far above any healthy answer here. */
const probeTimeoutMs = 2_000;

/** Resolves when `GET url` answers 200; rejects with what it answered instead. */
export async function answersOk(url: string): Promise<void> {
  const request = http.get(url, { agent: false, timeout: probeTimeoutMs });
  request.once('timeout', () => request.destroy(new Error(`no answer within ${probeTimeoutMs} ms`)));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  if (response.statusCode !== 200) throw new Error(`GET ${url} answers ${response.statusCode}`);
}

/** Resolves when the server answers a query: Postgres accepts connections some time before it does that. */
export async function postgresAnswers(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: probeTimeoutMs });
  // A server that goes away while we hang up is the answer to the query's failure, not an event of its own.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** Resolves when a Redis server on this loopback port answers PING and has loaded its data. */
export async function redisAnswers(port: number): Promise<void> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  try {
    const timer = setTimeout(() => socket.destroy(new Error('no answer to PING')), probeTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!answer.toString().startsWith('+PONG')) throw new Error(`Redis answers ${answer.toString().trim()}`);
  } finally {
    socket.destroy();
  }
}
