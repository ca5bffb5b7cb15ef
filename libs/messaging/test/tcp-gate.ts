import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server and can be shut: connections are then dropped and refused, as when the server is away. */
export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private isRefusing = false;
  /** How many connections it has refused. */
  refused = 0;

  constructor(private readonly target: URL) {}

  async open(): Promise<void> {
    this.isRefusing = false;
    this.server = createServer((client) => {
      if (this.isRefusing) {
        this.refused += 1;
        client.destroy();
        return;
      }
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
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Keeps every connection open and lets nothing through, as when the server hangs. */
  freeze(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Drops every connection and each new one, as a proxy does whose server is away. */
  refuse(): void {
    this.isRefusing = true;
    for (const socket of this.sockets) socket.destroy();
  }

  async shut(): Promise<void> {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    if (this.server?.listening) await once(this.server, 'close');
  }

  /** The target's address, through the gate. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }
}
