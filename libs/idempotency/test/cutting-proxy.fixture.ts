import { once } from 'node:events';
import net from 'node:net';

/**
 * When a connection breaks around a statement: before Postgres receives it, after Postgres has committed it,
 * or immediately, while Postgres still executes it.
 */
export const cuts = ['before it arrives', 'after the commit', 'while it is running'] as const;
export type Cut = (typeof cuts)[number];

/**
 * The first bytes of client messages that start a statement: simple query, parse, bind. The start-up message
 * has none of them.
 */
const asks = new Set([...'QPB'].map((letter) => letter.charCodeAt(0)));

/** A proxy between a pool and Postgres that breaks the connection of the next statement. */
export class CuttingProxy {
  cutsMade = 0;
  private next: Cut | undefined;
  private refuses = false;
  private readonly sockets = new Set<net.Socket>();
  private readonly server: net.Server;

  private constructor(private readonly target: URL) {
    this.server = net.createServer((client) => this.connect(client));
  }

  static async to(databaseUrl: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(databaseUrl));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as net.AddressInfo).port);
    return url.href;
  }

  /** Breaks the connection of the next statement. Ignores renewals of the process lease. */
  cutNext(cut: Cut): void {
    this.next = cut;
  }

  get isArmed(): boolean {
    return this.next !== undefined;
  }

  /** Breaks every connection and accepts no new one until `restore`. */
  refuse(): void {
    this.refuses = true;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.refuses = false;
  }

  async close(): Promise<void> {
    this.refuse();
    this.server.close();
    await once(this.server, 'close');
  }

  private connect(client: net.Socket): void {
    if (this.refuses) return void client.destroy();
    const server = net.connect({ host: this.target.hostname, port: Number(this.target.port), noDelay: true });
    client.setNoDelay(true);
    const both = [client, server];
    const end = (): void => both.forEach((socket) => void socket.destroy());
    for (const socket of both) {
      this.sockets.add(socket);
      socket.on('error', end).on('close', () => (this.sockets.delete(socket), end()));
    }
    let isDoomed = false;
    server.on('data', (response) => (isDoomed ? end() : void client.write(response)));
    client.on('data', (question) => {
      const cut = this.cutFor(question);
      if (cut === undefined) return void server.write(question);
      if (cut === 'before it arrives') return end();
      isDoomed = true;
      server.write(question, () => (cut === 'while it is running' ? end() : undefined));
    });
  }

  private cutFor(question: Buffer): Cut | undefined {
    const counts = asks.has(question[0] ?? 0) && !question.includes('idempotency_process as p');
    if (this.next === undefined || !counts) return undefined;
    const cut = this.next;
    this.next = undefined;
    this.cutsMade += 1;
    return cut;
  }
}
