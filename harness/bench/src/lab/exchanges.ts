import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HttpConnection, requestBytes } from '../measure/http-connection.ts';

/** One client's connection, and the request that it repeats. */
export interface Exchange {
  readonly ask: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export type OpenExchange = (port: number) => Promise<Exchange>;

const request = requestBytes(
  'POST /payments',
  { 'content-type': 'application/json', 'idempotency-key': '0190a3f8-0000-7000-8000-000000000000' },
  '{"orderId":"ord_0190a3f8000070008000000000000000","amount":100}',
);

/** A request of a few hundred bytes and its response, on a kept-alive connection. */
export const overHttp: OpenExchange = async (port) => {
  const connection = await HttpConnection.open(port);
  return {
    ask: async () => {
      const { status } = await connection.send(request);
      if (status !== 201) throw new Error(`answered ${status}`);
    },
    close: () => Promise.resolve(connection.close()),
  };
};

/** A prepared SELECT of one row, of the database at `url`. */
export const overPostgres =
  (url: string): OpenExchange =>
  async (port) => {
    const address = new URL(url);
    address.port = `${port}`;
    const client = new pg.Client(address.href);
    await client.connect();
    return {
      ask: async () => {
        const { rowCount } = await client.query({
          name: 'one',
          text: 'SELECT n FROM item WHERE n = $1',
          values: [1],
        });
        if (rowCount !== 1) throw new Error(`answered ${rowCount} rows`);
      },
      close: () => client.end(),
    };
  };

export interface Speed {
  readonly perSecond: number;
  /** The latency of each exchange, sorted. */
  readonly latenciesMs: Float64Array;
}

/** Runs clients that each send the next request as soon as they have a response. */
export async function run(
  open: OpenExchange,
  port: number,
  clients: number,
  measuredMs: number,
  signal: AbortSignal,
): Promise<Speed> {
  const exchanges = await Promise.all(Array.from({ length: clients }, () => open(port)));
  let [latencies, isOver]: [number[], boolean] = [[], false];
  const asking = exchanges.map(async ({ ask }) => {
    while (!isOver) {
      const begun = performance.now();
      await ask();
      latencies.push(performance.now() - begun);
    }
  });
  const failure = Promise.all(asking).then(() => undefined);
  failure.catch(() => undefined);
  try {
    await Promise.race([sleep(measuredMs / 3, undefined, { signal }), failure]);
    latencies = [];
    const begun = performance.now();
    await Promise.race([sleep(measuredMs, undefined, { signal }), failure]);
    const seconds = (performance.now() - begun) / 1_000;
    const measured = Float64Array.from(latencies).sort();
    isOver = true;
    await failure;
    return { perSecond: measured.length / seconds, latenciesMs: measured };
  } finally {
    isOver = true;
    await Promise.allSettled(asking);
    await Promise.all(exchanges.map(({ close }) => close()));
  }
}
