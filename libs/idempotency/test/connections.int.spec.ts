import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { Pool } from 'pg';
import { connectionsOf } from '../src/store/connections.ts';

const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

const authenticated = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));
const goingDown = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mthe server is going down\0\0'));

let server: net.Server;
let pool: Pool;

afterEach(async () => {
  await pool.end();
  server.close();
  await once(server, 'close');
});

describe('connectionsOf', () => {
  it('survives a server that shuts down in the packet that reports it ready', async () => {
    server = net.createServer((socket) => {
      socket.once('data', () => socket.end(Buffer.concat([authenticated, ready, goingDown])));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    pool.on('error', () => undefined);
    const connection = await connectionsOf(pool)();
    const error: unknown = await connection.client.query('select 1').catch((reason: unknown) => reason);
    expect(isPostgresUnavailable(error)).toBe(true);
    await connection.release(true);
  });
});
