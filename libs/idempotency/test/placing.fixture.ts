import { Problem } from '@holdfast/service-defaults';
import { testDatabase } from '@holdfast/testing';
import { Pool } from 'pg';
import {
  type Database,
  type Ending,
  type IdempotentRequest,
  idempotentRequest,
  IdempotencyKeys,
  jsonAnswer,
  type Operation,
} from '../src/index.ts';
import { createIdempotencySchema } from '../src/schema.ts';

interface Input {
  readonly item: string;
}

export interface Placing extends Operation<null, Input, string> {
  readonly calls: { readonly input: Input; readonly operationId: string }[];
}

export const requestOf = (key: string, body = '{"item":"tea"}', caller = 'shop'): IdempotentRequest =>
  idempotentRequest(caller, key, { method: 'POST', path: '/orders', query: '', body: Buffer.from(body) });

export const writeEffect = (
  step: string,
  from: 'claim' | 'ending',
  item: string,
): Ending['writes'][number] => ({
  name: `${step}_row`,
  text: `insert into effect select operation_id, $1, $2 from ${from} returning 1`,
  values: [item, step],
});

/** Places an order of one item: writes a row with the claim, calls, writes a row with the finish. */
export function placing(item: string, over: Partial<Operation<null, Input, string>> = {}): Placing {
  const calls: Placing['calls'] = [];
  return {
    calls,
    name: 'placing',
    begin: () => ({ input: { item }, writes: [writeEffect('began', 'claim', item)] }),
    finish: (outcome) => ({
      answer: jsonAnswer(201, { outcome }, { location: '/orders/1' }),
      isFinal: true,
      writes: [writeEffect('finished', 'ending', outcome)],
    }),
    ...over,
    call: (input, operationId) => {
      calls.push({ input, operationId });
      return over.call ? over.call(input, operationId) : Promise.resolve(`${input.item} done`);
    },
  };
}

/** The code of the problem that some work ends in. */
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

/** Keys on a real database that counts the statements it gets. */
export class KeysOnPostgres {
  statements = 0;
  readonly database: Database = {
    query: async <T>(text: string, values: unknown[]): Promise<T> => {
      this.statements += 1;
      return (await this.pool.query(text, values)).rows as T;
    },
  };
  readonly keys = this.newKeys();

  private constructor(
    readonly pool: Pool,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<KeysOnPostgres> {
    const server = await testDatabase();
    const pool = new Pool({ connectionString: server.url, max: 20 });
    await pool.query(createIdempotencySchema);
    await pool.query('create table effect (operation_id uuid, item text, step text)');
    return new KeysOnPostgres(pool, () => server.drop());
  }

  /** As another process would have them. */
  newKeys(): IdempotencyKeys {
    return new IdempotencyKeys(this.database, { leaseMs: 60_000 });
  }

  async effects(): Promise<EffectRow[]> {
    return (await this.pool.query<EffectRow>('select * from effect order by step')).rows;
  }

  async forget(): Promise<void> {
    await this.pool.query('truncate idempotency_key; truncate effect');
    this.statements = 0;
  }

  async endLeases(): Promise<void> {
    await this.pool.query(`update idempotency_key set lease_until = clock_timestamp() - interval '1 second'`);
  }

  /** Begins an operation whose owner dies during its call. */
  async dieCalling(key: string): Promise<Placing> {
    const dying = placing('tea', { call: () => new Promise<string>(() => undefined) });
    const before = (await this.effects()).length;
    void this.keys.execute(requestOf(key), dying, null);
    while ((await this.effects()).length === before) await new Promise(setImmediate);
    return dying;
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.drop();
  }
}
