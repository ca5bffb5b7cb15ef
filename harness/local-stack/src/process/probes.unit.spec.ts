import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { postgresAnswers, redisAnswers } from './probes.ts';

let server: net.Server;

async function listening(respond: (socket: net.Socket) => void): Promise<number> {
  server = net.createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(() => void server.close());

/** Every message begins with one of these types; the backend then waits for the next query. */
const connected = Buffer.from([
  ...Buffer.from('R'),
  0,
  0,
  0,
  8,
  0,
  0,
  0,
  0,
  ...Buffer.from('Z'),
  0,
  0,
  0,
  5,
  0x49,
]);
const selected = Buffer.concat([
  Buffer.from([...Buffer.from('C'), 0, 0, 0, 13, ...Buffer.from('SELECT 1\0')]),
  Buffer.from([...Buffer.from('Z'), 0, 0, 0, 5, 0x49]),
]);

describe('postgresAnswers', () => {
  const address = (port: number) => `postgres://shop@127.0.0.1:${port}/shop`;

  it.each([
    ['before it lets a client in', []],
    ['before it responds to the query', [connected]],
    ['before it lets the client go', [connected, selected]],
  ])('rejects or resolves soon if the server is paused %s', async (_when, replies) => {
    const port = await listening((socket) => {
      const left = [...replies];
      socket.on('data', () => {
        const reply = left.shift();
        if (reply !== undefined) socket.write(reply);
      });
      socket.on('error', () => undefined);
    });
    const outcome = await postgresAnswers(address(port)).then(
      () => 'resolved',
      () => 'rejected',
    );
    expect(outcome).toBe(replies.length === 2 ? 'resolved' : 'rejected');
  });
});

describe('redisAnswers', () => {
  it('resolves with PONG', async () => {
    await redisAnswers(await listening((socket) => socket.once('data', () => socket.end('+PONG\r\n'))));
  });

  it('rejects if the server closes the connection without a response, as when it is killed', async () => {
    const port = await listening((socket) => socket.once('data', () => socket.end()));
    await expect(redisAnswers(port)).rejects.toThrow('Redis closed the connection');
  });

  it('rejects while the data is loaded', async () => {
    const port = await listening((socket) => socket.once('data', () => socket.end('-LOADING\r\n')));
    await expect(redisAnswers(port)).rejects.toThrow('Redis returned -LOADING');
  });
});
