import { clusterOptions, redisClusterOf, wasDemoted } from '@holdfast/service-defaults';
import { Cluster, Redis } from 'ioredis';
import { type Clock, systemClock } from '../clock.ts';

/** Wraps every command, usually in a dependency, whose breaker stops commands to an unresponsive Redis. */
export interface Gate {
  run<T>(command: () => Promise<T>): Promise<T>;
}

export const openGate: Gate = { run: (command) => command() };

export interface ImpatientRedisOptions {
  /** Redis or Redis Cluster URL, in the format of `redisUrl` in service-defaults. */
  readonly url: string;
  /** Default: none. */
  readonly through?: Gate;
  readonly clock?: Clock;
  /** Time limit of a command, ms. Default 50. */
  readonly commandTimeoutMs?: number;
  /** Called for lost connections; they reconnect automatically. */
  readonly onError: (error: Error) => void;
}

/**
 * A Redis connection for optional data. Every command settles within its time limit, and fails immediately
 * while disconnected. It is never sent twice.
 */
export class ImpatientRedis {
  /** For libraries that send their own commands: wrap those calls in `run`. */
  readonly client: Redis | Cluster;
  private readonly gate: Gate;
  private readonly clock: Clock;
  private readonly commandTimeoutMs: number;

  constructor({
    url,
    through = openGate,
    clock = systemClock,
    commandTimeoutMs = 50,
    onError,
  }: ImpatientRedisOptions) {
    this.gate = through;
    this.clock = clock;
    this.commandTimeoutMs = commandTimeoutMs;
    this.client = connect(url);
    this.client.on('error', onError);
  }

  /** @throws if Redis fails or does not respond in time */
  run<T>(send: () => Promise<T>): Promise<T> {
    return this.gate.run(() => this.inTime(send()));
  }

  close(): void {
    this.client.disconnect();
  }

  /** Own timer: timeouts of the client library may not hold if the server is frozen. */
  private inTime<T>(command: Promise<T>): Promise<T> {
    const { clock, commandTimeoutMs } = this;
    let clearTimer = (): void => undefined;
    const timeout = new Promise<never>((_, reject) => {
      clearTimer = clock.after(commandTimeoutMs, () =>
        reject(new Error(`no response from Redis within ${commandTimeoutMs} ms`)),
      );
    });
    return Promise.race([command, timeout]).finally(clearTimer);
  }
}

/**
 * 1 s: a connection that owes a response for this long is replaced. Commands time out sooner, but would keep
 * going out on the same connection, behind a network that drops everything.
 */
const silenceMs = 1_000;

const onceOnly = {
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 1_000,
  socketTimeout: silenceMs,
};

function connect(url: string): Redis | Cluster {
  const cluster = redisClusterOf(url);
  if (cluster === undefined)
    return new Redis(url, { ...onceOnly, enableOfflineQueue: false, reconnectOnError: wasDemoted });
  const { ofCluster, ofNode } = clusterOptions(cluster);
  return new Cluster([...cluster.nodes], {
    ...ofCluster,
    enableOfflineQueue: false,
    // 0: no retries. A command redirected to the right cluster node is not a second attempt.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    redisOptions: { ...onceOnly, ...ofNode },
  });
}
