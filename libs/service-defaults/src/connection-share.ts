import { type Server } from 'node:http';
import { type Socket } from 'node:net';
import { type Logger } from 'pino';
import { refusedConnections } from './metrics.ts';
import { type TrustedProxies } from './trusted-proxies.ts';

/** 1 s between two lines in the log about refused connections. */
const tellEveryMs = 1_000;

/**
 * Bounds how many connections one address holds open, so that no one takes all of a process's descriptors and memory. What comes on top is closed
 * unread, and nothing was done. Proxies that are trusted speak for many, and may hold any number.
 */
export class ConnectionShare {
  private readonly open = new Map<string, number>();
  private toldAt = -Infinity;

  constructor(
    private readonly mostPerAddress: number,
    private readonly trusted: TrustedProxies,
    private readonly logger: Logger,
  ) {}

  guard(server: Server): void {
    server.on('connection', (socket: Socket) => this.admit(socket));
  }

  private admit(socket: Socket): void {
    const address = socket.remoteAddress;
    // It has left again already.
    if (address === undefined || this.trusted.has(address)) return;
    const count = this.open.get(address) ?? 0;
    if (count >= this.mostPerAddress) return this.refuse(socket, address);
    this.open.set(address, count + 1);
    socket.once('close', () => this.leave(address));
  }

  private leave(address: string): void {
    const left = (this.open.get(address) ?? 1) - 1;
    if (left === 0) this.open.delete(address);
    else this.open.set(address, left);
  }

  private refuse(socket: Socket, address: string): void {
    socket.destroy();
    refusedConnections.inc();
    const now = performance.now();
    if (now - this.toldAt < tellEveryMs) return;
    this.toldAt = now;
    const { mostPerAddress } = this;
    this.logger.warn({ address, mostPerAddress }, 'connections are refused: their address holds its share');
  }
}
