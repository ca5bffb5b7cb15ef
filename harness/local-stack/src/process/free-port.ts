import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

/**
 * Below the ports of outgoing connections on Linux and macOS. Such a connection could take a port before its
 * process listens, or while that process is down.
 */
const [first, end] = [25_000, 32_500];
/** Jest workers, each with ports of its own: two that choose at the same time must not choose the same. */
const workers = 4;

const given = new Set<number>();

/** A loopback port that is free right now, and that this process has not been given before. */
export async function freePort(worker = process.env['JEST_WORKER_ID']): Promise<number> {
  for (;;) {
    const port = randomInt(...rangeOf(worker));
    if (given.has(port) || isBadPort(port)) continue;
    given.add(port);
    if (!(await isPortBusy(port))) return port;
  }
}

function rangeOf(worker: string | undefined): readonly [from: number, below: number] {
  if (worker === undefined) return [first, end];
  const size = (end - first) / workers;
  const from = first + size * ((Number(worker) - 1) % workers);
  return [from, from + size];
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
