import { Problem } from '@holdfast/service-defaults';
import { testDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import {
  callNext,
  complete,
  IdempotencyKeys,
  type IdempotentRequest,
  idempotentRequest,
  jsonResponse,
  type Operation,
  phase,
  type PhaseDefinition,
  type Write,
} from '../src/index.ts';
import { type RunningTimes, runningTimes } from '../src/running/running-times.ts';
import { createIdempotencySchema } from '../src/schema.ts';

interface Input {
  readonly item: string;
}

export interface Placing extends Operation<null> {
  readonly calls: { readonly input: Input; readonly key: string }[];
}

export const requestOf = (key: string, body = '{"item":"tea"}', caller = 'shop'): IdempotentRequest =>
  idempotentRequest(caller, key, { method: 'POST', path: '/orders', query: '', body: Buffer.from(body) });

export const writeEffect = (step: string, after: 'claim' | 'transition', item: string): Write => ({
  name: `${step}_row`,
  after,
  given: { item: ['text', item], step: ['text', step] },
  text: 'insert into effect select operation_id, item, step from given returning operation_id',
});

type Over = Partial<PhaseDefinition<Input, string>> & Partial<Pick<Operation<null>, 'begin'>>;

/** Places an order of one item: writes a row with the claim, makes a call, writes a row with the response. */
export function placing(item: string, { begin, ...over }: Over = {}): Placing {
  const calls: Placing['calls'] = [];
  const pay = phase<Input, string>({
    name: 'pay',
    then: (outcome) =>
      complete(jsonResponse(201, { outcome }, { location: '/orders/1' }), [
        writeEffect('finished', 'transition', outcome),
      ]),
    ...over,
    call: (input, attempt) => {
      calls.push({ input, key: attempt.key });
      return over.call ? over.call(input, attempt) : Promise.resolve(`${input.item} done`);
    },
  });
  return {
    calls,
    name: 'placing',
    phases: [pay],
    begin: begin ?? (() => callNext(pay, { item }, [writeEffect('began', 'claim', item)])),
  };
}

/** The code of the problem that some work throws. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no problem',
    (error: unknown) => (error instanceof Problem ? error.kind.code : String(error)),
  );

interface EffectRow {
  readonly step: string;
  readonly item: string;
  readonly operation_id: string;
}

/** Keys on a real database whose pool counts statements. */
export class KeysOnPostgres {
  /** Changes the schema before use, so that specs of the plain table also run on another layout. */
  static layout: readonly string[] = [];
  statements = 0;
  keys = this.newKeys();

  private constructor(
    readonly pool: Pool,
    readonly url: string,
    readonly directUrl: string,
    private readonly drop: () => Promise<void>,
  ) {
    let isQuery = false;
    const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
    pool.query = ((...args: unknown[]) => {
      if (!/idempotency_process as p|from effect|truncate|^update/.test(JSON.stringify(args[0])))
        this.statements += 1;
      isQuery = true;
      const result = query(...args);
      isQuery = false;
      return result;
    }) as Pool['query'];
    // Shared statements acquire their own connections.
    const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
    pool.connect = ((...args: unknown[]) => {
      if (!isQuery) this.statements += 1;
      return connect(...args);
    }) as Pool['connect'];
  }

  static async open(): Promise<KeysOnPostgres> {
    const server = await testDatabase();
    const pool = new Pool({ connectionString: server.url, max: 20 });
    pool.on('error', () => undefined);
    for (const statement of [createIdempotencySchema, ...KeysOnPostgres.layout]) await pool.query(statement);
    await pool.query('create table effect (operation_id uuid, item text, step text)');
    return new KeysOnPostgres(pool, server.url, server.directUrl, () => server.drop());
  }

  /** The keys of another process. */
  newKeys(times: Partial<RunningTimes> = {}): IdempotencyKeys {
    return new IdempotencyKeys(this.pool, { leaseMs: 60_000, times: { ...runningTimes, ...times } });
  }

  async effects(): Promise<EffectRow[]> {
    return (await this.pool.query<EffectRow>('select * from effect order by step')).rows;
  }

  /** An empty table, and a process with an empty memory. */
  async forget(): Promise<void> {
    await this.pool.query('truncate idempotency_key; truncate effect');
    this.keys = this.newKeys();
    await this.keys.lease.held();
    this.statements = 0;
  }

  async endLeases(): Promise<void> {
    await this.pool.query(
      `update idempotency_key set lease_until = clock_timestamp() - interval '1 second' where state = 'running'`,
    );
  }

  /** Starts an operation in a process that crashes during its call. */
  async dieCalling(key: string): Promise<Placing> {
    const dying = placing('tea', { call: () => new Promise<string>(() => undefined) });
    const before = (await this.effects()).length;
    void this.newKeys().execute(requestOf(key), dying, null);
    while ((await this.effects()).length === before) await new Promise(setImmediate);
    return dying;
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.drop();
  }
}
