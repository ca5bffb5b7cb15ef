import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection } from './http-connection.ts';

export interface Load {
  readonly port: number;
  /** The bytes of the next request. */
  readonly next: () => string;
  /** The number of clients. Each has a connection and sends its next request as soon as it has a response. */
  readonly concurrency: number;
}

export interface Duration {
  /** Time under load before the measurement starts. */
  readonly rampMs: number;
  readonly measuredMs: number;
}

/** CPU time used by each group of processes, seconds. NaN where it cannot be read. */
export interface CpuSeconds {
  readonly server: number;
  readonly stores: number;
}

export interface Slice {
  readonly seconds: number;
  /** Of each response within the slice, sorted. */
  readonly latenciesMs: Float64Array;
  readonly cpu: CpuSeconds;
  /** All responses, including those outside the slice. */
  readonly answered: number;
}

/** @throws Error if any response is not 2xx, because failures are not worth measuring. */
export async function measure(
  load: Load,
  { rampMs, measuredMs }: Duration,
  readCpu: () => CpuSeconds,
  signal: AbortSignal,
): Promise<Slice> {
  const loop = new ClosedLoop(load);
  try {
    await Promise.race([sleep(rampMs, undefined, { signal }), loop.failure]);
    const before = readCpu();
    const begun = performance.now();
    loop.latenciesMs = [];
    await Promise.race([sleep(measuredMs, undefined, { signal }), loop.failure]);
    const seconds = (performance.now() - begun) / 1_000;
    const latenciesMs = Float64Array.from(loop.latenciesMs).sort();
    const after = readCpu();
    const answered = await Promise.race([loop.stop(), loop.failure]);
    const cpu = { server: after.server - before.server, stores: after.stores - before.stores };
    return { seconds, latenciesMs, cpu, answered };
  } finally {
    await loop.stop();
  }
}

class ClosedLoop {
  latenciesMs: number[] = [];
  /** Rejects with the first failure; never resolves. */
  readonly failure: Promise<never>;
  private answered = 0;
  private isOver = false;
  private readonly clients: Promise<unknown>;

  constructor(private readonly load: Load) {
    const clients = Array.from({ length: load.concurrency }, () => this.client());
    this.clients = Promise.allSettled(clients);
    this.failure = Promise.all(clients).then(() => new Promise<never>(() => undefined));
    this.failure.catch(() => undefined);
  }

  /** Resolves to the number of responses, once every client has its last one. */
  async stop(): Promise<number> {
    this.isOver = true;
    await this.clients;
    return this.answered;
  }

  private async client(): Promise<void> {
    const connection = await HttpConnection.open(this.load.port);
    try {
      while (!this.isOver) await this.ask(connection);
    } finally {
      connection.close();
    }
  }

  private async ask(connection: HttpConnection): Promise<void> {
    const request = this.load.next();
    const begun = performance.now();
    const { status, body } = await connection.send(request);
    this.latenciesMs.push(performance.now() - begun);
    if (status < 200 || status > 299) throw new Error(`answered ${status}: ${body}`);
    this.answered += 1;
  }
}
