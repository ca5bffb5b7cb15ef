import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A server that takes every connection and never says a word. */
export interface SilentServer {
  /** The address that it stands for, with its own host and port. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function silentInPlaceOf(address: string): Promise<SilentServer> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(address);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url.search = '';
  return { url: url.href, close: () => Promise.resolve(void server.close()) };
}
