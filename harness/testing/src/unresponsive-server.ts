import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A server that accepts every connection and never responds. */
export interface UnresponsiveServer {
  /** The address it stands in for, with its own host and port. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts an unresponsive server that stands in for the server at `address`. */
export async function unresponsiveServerFor(address: string): Promise<UnresponsiveServer> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(address);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url.search = '';
  return { url: url.href, close: () => Promise.resolve(void server.close()) };
}
