import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import pg from 'pg';

/** A probe that takes longer counts as "not ready yet". */
const probeTimeoutMs = 2_000;

/** Resolves if `GET url` returns 200; rejects with any other status. */
export async function answersOk(url: string): Promise<void> {
  const request = http.get(url, { agent: false, timeout: probeTimeoutMs });
  request.once('timeout', () => request.destroy(new Error(`no response within ${probeTimeoutMs} ms`)));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  if (response.statusCode !== 200) throw new Error(`GET ${url} returned ${response.statusCode}`);
}

/**
 * Resolves if the server answers a query: Postgres accepts connections some time before that. A server that
 * is paused keeps a connection without a word, in any phase, so the time limit ends the connection itself.
 */
export async function postgresAnswers(connectionString: string): Promise<void> {
  const socket = new net.Socket();
  const client = new pg.Client({ connectionString, stream: () => socket });
  // The query's rejection already reports a server that disconnects; a second error event must not crash.
  client.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(new Error('no response to SELECT 1')), probeTimeoutMs);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
    clearTimeout(timer);
  }
}

/** Resolves if a Redis server on this loopback port answers PING, which it does once its data is loaded. */
export async function redisAnswers(port: number): Promise<void> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  // A server that is killed closes the connection without an error.
  const closed = once(socket, 'close').then(() => {
    throw new Error('Redis closed the connection');
  });
  closed.catch(() => undefined);
  try {
    const timer = setTimeout(() => socket.destroy(new Error('no response to PING')), probeTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
    socket.write('PING\r\n');
    const [answer] = (await Promise.race([once(socket, 'data'), closed])) as [Buffer];
    if (!answer.toString().startsWith('+PONG')) throw new Error(`Redis returned ${answer.toString().trim()}`);
  } finally {
    socket.destroy();
  }
}
