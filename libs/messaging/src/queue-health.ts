import { type HealthCheck, redisClusterOf } from '@holdfast/service-defaults';
import { connect } from 'node:net';

interface Node {
  readonly host: string;
  readonly port: number;
}

/**
 * Healthy while the queue server, or one node of its cluster, accepts connections. Services run without it
 * for a while: their messages wait in the outbox.
 */
export class QueueHealth implements HealthCheck {
  readonly name = 'queues';
  readonly isNeeded = false;
  private readonly nodes: readonly Node[];

  constructor(url: string) {
    this.nodes = redisClusterOf(url)?.nodes ?? [serverAt(new URL(url))];
  }

  check(): Promise<void> {
    return Promise.any(this.nodes.map(takesConnections)).catch((error: AggregateError) => {
      throw error.errors[0];
    });
  }
}

function serverAt({ hostname: host, port, protocol }: URL): Node {
  // An IPv6 address is in brackets.
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol.startsWith('postgres') ? 5432 : 6379),
  };
}

function takesConnections({ host, port }: Node): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port, timeout: 900 });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => socket.destroy(new Error('connection timed out')));
    socket.once('error', reject);
  });
}
