import { randomUUID } from 'node:crypto';
import { type IdempotencyKeys, type IdempotentRequest } from '@holdfast/idempotency';
import { v7 as uuidv7 } from 'uuid';
import { type KeyTable } from './key-table.ts';
import { requestOf } from './stored-keys.ts';

/**
 * The measured requests: new keys of both kinds; replays of stored keys that no process has in memory, from
 * the latest (duplicates come soon) or from all; and new opaque keys right after a checkpoint. The last is
 * the worst case: nearly every key changes an index page for the first time since the checkpoint.
 */
export const asked = [
  'new UUIDv7 key',
  'new opaque key',
  'cold replay of a recent key',
  'cold replay of any key',
  'new opaque key after a checkpoint',
] as const;
export type Asked = (typeof asked)[number];
const afterCheckpoint = asked[4];
const replays: readonly Asked[] = [asked[2], asked[3]];

/** The number of latest keys that count as recent: all of the small table. */
const recentKeys = 10_000;

/** 1 for the latency, 32 for the throughput. */
export const concurrencies = [1, 32] as const;
/** The tables take many short turns, so that other work on the machine affects them equally. */
const turns = 15;
const asksInTurn = { 1: 10, 32: 128 } as const;

export interface Slice {
  readonly table: KeyTable;
  readonly asked: Asked;
  readonly concurrency: number;
  /** Sorted. */
  readonly latenciesMs: Float64Array;
  readonly seconds: number;
  readonly walBytesPerAsk: number;
}

/** The requests of each round. */
export function plan(rounds: number): Asked[][] {
  return [
    ...Array.from({ length: rounds }, () => asked.filter((each) => each !== afterCheckpoint)),
    ...Array.from({ length: Math.ceil(rounds / 4) }, () => [afterCheckpoint]),
  ];
}

export async function runRound(
  tables: readonly KeyTable[],
  what: readonly Asked[],
  signal: AbortSignal,
): Promise<Slice[]> {
  const slices: Slice[] = [];
  for (const each of what)
    for (const concurrency of concurrencies) {
      const sides = await Promise.all(tables.map((table) => Side.open(table, each, concurrency)));
      if (each === afterCheckpoint) await tables[0]?.checkpoint();
      for (let turn = 0; turn < turns; turn += 1)
        for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
          signal.throwIfAborted();
          await side.takeTurn();
        }
      for (const side of sides) slices.push(await side.end());
    }
  return slices;
}

/** One table in one comparison. */
class Side {
  private readonly latenciesMs: number[] = [];
  private seconds = 0;
  private walBytes = 0;

  private constructor(
    private readonly table: KeyTable,
    private readonly asked: Asked,
    private readonly concurrency: (typeof concurrencies)[number],
    private readonly keys: IdempotencyKeys,
    private readonly requests: IdempotentRequest[],
  ) {}

  static async open(
    table: KeyTable,
    what: Asked,
    concurrency: (typeof concurrencies)[number],
  ): Promise<Side> {
    const requests = requestsFor(table, what, turns * asksInTurn[concurrency] + concurrency);
    const side = new Side(table, what, concurrency, await table.newKeys(), requests);
    await Promise.all(Array.from({ length: concurrency }, () => side.ask()));
    return side;
  }

  async takeTurn(): Promise<void> {
    const walBefore = await this.table.walBytes();
    const begun = performance.now();
    let left = asksInTurn[this.concurrency];
    const client = async (): Promise<void> => {
      while (left-- > 0) {
        const sent = performance.now();
        await this.ask();
        this.latenciesMs.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: this.concurrency }, client));
    this.seconds += (performance.now() - begun) / 1_000;
    this.walBytes += (await this.table.walBytes()) - walBefore;
  }

  async end(): Promise<Slice> {
    const { table, asked, concurrency, seconds } = this;
    await this.keys.lease.end();
    const latenciesMs = Float64Array.from(this.latenciesMs).sort();
    return {
      table,
      asked,
      concurrency,
      latenciesMs,
      seconds,
      walBytesPerAsk: this.walBytes / latenciesMs.length,
    };
  }

  private async ask(): Promise<void> {
    const request = this.requests.pop();
    if (request === undefined) throw new Error('there are more asks than requests');
    const { isReplay } = await this.keys.execute(request, this.table.placing, null);
    if (isReplay !== replays.includes(this.asked))
      throw new Error(`${this.asked}: ${isReplay ? 'a replay' : 'no replay'}`);
  }
}

/** No stored key is used twice, because its second response would come from memory. */
function requestsFor({ stored }: KeyTable, what: Asked, count: number): IdempotentRequest[] {
  if (!replays.includes(what))
    return Array.from({ length: count }, () =>
      requestOf(what === 'new UUIDv7 key' ? uuidv7() : randomUUID()),
    );
  const first = what === 'cold replay of a recent key' ? stored.count - recentKeys : 0;
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(first + 1 + Math.floor(Math.random() * (stored.count - first)));
  return [...numbers].map((n) => stored.request(n));
}
