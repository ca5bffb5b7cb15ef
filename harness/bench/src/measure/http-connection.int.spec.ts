import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { HttpConnection, requestBytes } from './http-connection.ts';

let server: Server;
let accepted: Promise<Socket>;

beforeEach(async () => {
  server = createServer((socket) =>
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
  );
  accepted = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

it('rejects a request on a connection that the server closed while it was idle', async () => {
  const connection = await HttpConnection.open((server.address() as AddressInfo).port);
  const request = requestBytes('GET /', {});
  expect(await connection.send(request)).toEqual({ status: 200, body: 'ok' });
  (await accepted).end();
  await eventually(() => expect(connection.isOpen).toBe(false));
  await expect(connection.send(request)).rejects.toThrow('the server closed the connection');
});
