import { clusterOptions, redisClusterOf } from '@holdfast/service-defaults';
import { Cluster, Redis } from 'ioredis';
import { type Clock, systemClock } from '../clock.ts';

/** What every command goes through: as a rule a dependency with a breaker, which stops asking a Redis that does not answer. */
export interface Gate {
  run<T>(command: () => Promise<T>): Promise<T>;
}

export const openGate: Gate = { run: (command) => command() };

export interface ImpatientRedisOptions {
  /** A Redis or a Redis Cluster, as `redisUrl` of service-defaults takes it. */
  readonly url: string;
  /** Default: nothing stands between. */
  readonly through?: Gate;
  readonly clock?: Clock;
  /** How long a command may take, ms; default 50, which a Redis nearby needs a hundredth of (guess). */
  readonly commandTimeoutMs?: number;
  /** Hears of lost connections; they are mended by themselves. */
  readonly onError: (error: Error) => void;
}

/**
 * A connection for what a service can live without. A command ends in its time, one way or the other, whatever Redis does; while there is no
 * connection it fails at once. It is never sent twice.
 */
export class ImpatientRedis {
  /** For libraries that send commands by themselves: wrap what they do in `run`. */
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

  /** @throws when Redis fails, or gives no answer in time */
  run<T>(send: () => Promise<T>): Promise<T> {
    return this.gate.run(() => this.inTime(send()));
  }

  close(): void {
    this.client.disconnect();
  }

  /** Our own timer: what a client library promises about time need not hold for a server that is frozen. */
  private inTime<T>(answer: Promise<T>): Promise<T> {
    const { clock, commandTimeoutMs } = this;
    let clearTimer = (): void => undefined;
    const timeout = new Promise<never>((_, reject) => {
      clearTimer = clock.after(commandTimeoutMs, () =>
        reject(new Error(`no response from Redis within ${commandTimeoutMs} ms`)),
      );
    });
    return Promise.race([answer, timeout]).finally(clearTimer);
  }
}

/**
 * 1 s (guess; twenty times what a command may take): a connection that owes an answer for so long is given up and made anew. Commands end before,
 * but would go out on the same connection for ever, behind a network that drops everything.
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
  if (cluster === undefined) return new Redis(url, { ...onceOnly, enableOfflineQueue: false });
  const { ofCluster, ofNode } = clusterOptions(cluster);
  return new Cluster([...cluster.nodes], {
    ...ofCluster,
    enableOfflineQueue: false,
    // 0: not again. A command that went to the wrong node is passed on to the right one, which is no second time.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    redisOptions: { ...onceOnly, ...ofNode },
  });
}
