import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { redisAnswers } from './probes.ts';

let server: net.Server;

async function listening(respond: (socket: net.Socket) => void): Promise<number> {
  server = net.createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(() => void server.close());

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
