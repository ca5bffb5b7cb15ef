import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server: it can be shut, as when the server is away, refuse, freeze, or keep answers back. */
export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private isRefusing = false;
  private held = Promise.resolve();
  private release = (): void => undefined;
  /** How many connections it has refused, and let through. */
  refused = 0;
  admitted = 0;

  /** `answered` may change what the server says. */
  constructor(
    private readonly target: URL,
    private readonly answered = (answer: Buffer): Buffer => answer,
  ) {}

  /** Also opens it again, at the same address. */
  async open(): Promise<void> {
    this.isRefusing = false;
    this.server = createServer((client) => {
      if (this.isRefusing) {
        this.refused += 1;
        client.destroy();
        return;
      }
      this.admitted += 1;
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
      }
      client.pipe(upstream);
      this.passOn(upstream, client);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Keeps every connection open and lets nothing through, as when the server hangs. */
  freeze(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Drops each new connection, and keeps those that there are. */
  refuseNew(): void {
    this.isRefusing = true;
  }

  /** Drops every connection and each new one, as a proxy does whose server is away. */
  refuse(): void {
    this.refuseNew();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Keeps back what the server sends from now on, until `letGo`: answers that come late. */
  hold(): void {
    this.held = new Promise((resolve) => (this.release = resolve));
  }

  /** Passes on what was kept back, in order, and what comes later. */
  letGo(): void {
    this.release();
  }

  async shut(): Promise<void> {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    if (this.server?.listening) await once(this.server, 'close');
  }

  private passOn(upstream: Socket, client: Socket): void {
    let last = Promise.resolve();
    upstream.on('data', (chunk: Buffer) => {
      const { held } = this;
      last = last.then(() => held).then(() => void client.write(this.answered(chunk)));
    });
  }

  /** The target's address, through the gate. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }
}
