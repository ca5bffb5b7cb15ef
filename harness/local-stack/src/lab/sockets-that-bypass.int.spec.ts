import { type EdgeConfig } from '@holdfast/lab-api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { bypassingSockets } from './sockets-that-bypass.ts';

const connects = `
  const { connect } = require('node:net');
  connect(Number(process.env.TARGET), '127.0.0.1', () => process.stdout.write('connected'));
`;

async function listening(onSocket: (socket: net.Socket) => void): Promise<net.Server> {
  const server = net.createServer(onSocket).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;

describe('bypassingSockets', () => {
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => void sockets.add(socket.on('error', () => undefined));
  let postgres: net.Server;
  let lab: net.Server;
  let edges: EdgeConfig[];
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    postgres = await listening(keep);
    lab = await listening((socket) => {
      keep(socket);
      keep(net.connect(portOf(postgres), '127.0.0.1'));
    });
    const upstreams = [{ name: 'postgres', host: '127.0.0.1', port: portOf(postgres) }];
    const way = {
      edge: 'checkout->postgres',
      from: 'checkout',
      to: 'postgres',
      protocol: 'postgres',
    } as const;
    edges = [{ ...way, port: portOf(lab), upstreams }];
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of [postgres, lab]) {
      server.close();
      await once(server, 'close');
    }
  });

  async function connectedTo(port: number): Promise<{ name: string; pid: number }> {
    child = spawn(process.execPath, ['-e', connects], { env: { TARGET: `${port}` } });
    const { pid, stdout } = child;
    if (pid === undefined || stdout === null) throw new Error('the program did not start');
    await once(stdout, 'data');
    return { name: 'checkout', pid };
  }

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('reports a connection that bypasses the lab', async () => {
    const checkout = await connectedTo(portOf(postgres));
    const address = `127.0.0.1:${portOf(postgres)}`;
    expect(await bypassingSockets([checkout], edges)).toEqual({
      bypassing: [{ process: 'checkout', to: 'postgres', address }],
    });
  });

  onLinux('accepts a connection through the lab', async () => {
    const checkout = await connectedTo(portOf(lab));
    expect(await bypassingSockets([checkout], edges)).toEqual({ bypassing: [] });
  });

  it('reports that connections cannot be read', async () => {
    const missing = { name: 'checkout', pid: 2 ** 30 };
    const { bypassing, unknown } = await bypassingSockets([missing], edges);
    expect(bypassing).toEqual([]);
    expect(unknown).toContain('ENOENT');
  });
});
