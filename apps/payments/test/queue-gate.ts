import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before the queue server; while it is shut, connections are dropped and refused as when the server is away. */
export class QueueGate {
  private readonly sockets = new Set<Socket>();
  private target = new URL('redis://127.0.0.1');
  private port = 0;
  private readonly server = createServer((client) => {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });

  /** Opens it, and gives the target's address through it. */
  async before(url: string): Promise<string> {
    this.target = new URL(url);
    await this.open();
    return Object.assign(new URL(url), { host: `127.0.0.1:${this.port}` }).href;
  }

  async open(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async shut(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }
}
