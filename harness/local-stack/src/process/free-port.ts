import { once } from 'node:events';
import net from 'node:net';

/** A loopback port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether some process listens on this loopback port, or on all addresses of it. */
export async function isPortBusy(port: number): Promise<boolean> {
  // A server on the wildcard address does not always refuse us the loopback one (macOS), so ask it too.
  return (await someoneAnswers(port)) || !(await canListen(port));
}

async function someoneAnswers(port: number): Promise<boolean> {
  const socket = net.connect({ port, host: '127.0.0.1', timeout: 1_000 });
  try {
    await Promise.race([once(socket, 'connect'), once(socket, 'timeout')]);
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = net.createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
