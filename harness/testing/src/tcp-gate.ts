import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that can simulate an unreachable, refusing, frozen or slow server. */
export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private isRefusing = false;
  private held = Promise.resolve();
  private releaseHeld = (): void => undefined;
  /** The numbers of refused and admitted connections. */
  refused = 0;
  admitted = 0;

  /** `answered` may change the server's responses. */
  constructor(
    private readonly target: URL,
    private readonly answered = (answer: Buffer): Buffer => answer,
  ) {}

  /** Opens the gate, again at the same address. */
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

  /** Keeps every connection open but forwards nothing, like a hanging server. */
  freeze(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Drops new connections and keeps existing ones. */
  refuseNew(): void {
    this.isRefusing = true;
  }

  /** Drops existing and new connections, like a proxy without its server. */
  refuse(): void {
    this.refuseNew();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Holds back everything the server sends from now on, until `release`: late responses. */
  hold(): void {
    this.held = new Promise((resolve) => (this.releaseHeld = resolve));
  }

  /** Forwards held data in order, and everything after it. */
  release(): void {
    this.releaseHeld();
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
