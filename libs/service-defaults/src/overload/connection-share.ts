import { type Server } from 'node:http';
import { type Socket } from 'node:net';
import { promisify } from 'node:util';
import { Gauge } from '@prometheus-io/client';
import { type Logger } from 'pino';
import { metrics, refusedConnections } from '../health/metrics.ts';
import { type TrustedProxies } from '../http/trusted-proxies.ts';

/** 1 s between two log lines about refused connections. */
const logIntervalMs = 1_000;

interface Watched {
  readonly server: Server;
  /** Connections that count toward the limit of their address. */
  readonly counted: () => number;
}

const watched = new Set<Watched>();

new Gauge({
  name: 'http_server_connections',
  help: 'Connections: `open`, and `counted` toward the limit of their address.',
  labelNames: ['state'],
  registers: [metrics],
  async collect() {
    const all = [...watched];
    const open = await Promise.all(all.map(({ server }) => promisify(server.getConnections.bind(server))()));
    this.set({ state: 'open' }, sum(open));
    this.set({ state: 'counted' }, sum(all.map(({ counted }) => counted())));
  },
});

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);

/**
 * Limits the open connections per address, so that no client exhausts a process's descriptors and memory.
 * Further connections are closed unread. Trusted proxies are exempt, because they carry many clients.
 */
export class ConnectionShare {
  private readonly open = new Map<string, number>();
  private loggedAt = -Infinity;

  constructor(
    private readonly mostPerAddress: number,
    private readonly trusted: TrustedProxies,
    private readonly logger: Logger,
  ) {}

  guard(server: Server): void {
    server.on('connection', (socket: Socket) => this.admit(socket));
    const here: Watched = { server, counted: () => sum(this.open.values()) };
    watched.add(here);
    server.once('close', () => watched.delete(here));
  }

  private admit(socket: Socket): void {
    const address = socket.remoteAddress;
    // The client has already disconnected.
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
    if (now - this.loggedAt < logIntervalMs) return;
    this.loggedAt = now;
    const { mostPerAddress } = this;
    this.logger.warn(
      { address, mostPerAddress },
      'refusing connections: their address has reached its limit',
    );
  }
}
