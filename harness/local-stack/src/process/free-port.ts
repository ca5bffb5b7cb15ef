import { once } from 'node:events';
import net from 'node:net';

/** A loopback port that is free right now. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

// Source: "bad port" in the Fetch Standard, without ports below 1024.
const badPorts: readonly number[] = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10_080,
];

/** True if browsers and Node's `fetch` refuse to call this port. */
export const isBadPort = (port: number): boolean => badPorts.includes(port);

/** True if a process listens on this port, on loopback or on all addresses. */
export async function isPortBusy(port: number): Promise<boolean> {
  // On macOS, a server on the wildcard address does not block the loopback address, so try both.
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
