import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { reset } from './reset.ts';

it.each([
  ['is open', () => undefined],
  ['is shutting down', (socket: Socket) => void socket.end()],
])('closes a connection that %s', async (_state, prepare) => {
  const server = createServer((peer) => peer.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  prepare(socket);
  reset(socket);
  await once(socket, 'close');
  server.close();
  await once(server, 'close');
  expect(socket.destroyed).toBe(true);
});
