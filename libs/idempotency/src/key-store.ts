import { type Answer } from './answer.ts';
import { type IdempotentRequest } from './idempotent-request.ts';
import { composeStatement, type Write } from './write.ts';

/** What the store needs of a database: TypeORM's `DataSource` and `EntityManager` fit. */
export interface Database {
  query<T>(text: string, values: unknown[]): Promise<T>;
}

interface Owner {
  readonly keyHash: string;
  readonly epoch: number;
}

/** An unfinished operation in our hands: its id, and what it stored to be sent. */
export interface OwnedOperation extends Owner {
  readonly operationId: string;
  readonly input: string;
}

export type Claim =
  | ({ readonly verdict: 'owned' } & OwnedOperation)
  | { readonly verdict: 'replay'; readonly answer: Answer }
  | { readonly verdict: 'busy' | 'mismatch' };

interface ClaimRow {
  verdict: 'new' | 'resumed' | 'replay' | 'busy' | 'mismatch';
  operation_id: string;
  epoch: number;
  input: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The statements on `idempotency_key`; each is one round trip and one commit. */
export class KeyStore {
  constructor(
    private readonly database: Database,
    private readonly leaseMs: number,
  ) {}

  async claim(
    request: IdempotentRequest,
    operation: { readonly name: string; readonly operationId: string },
    input: unknown,
    writes: readonly Write[],
  ): Promise<Claim> {
    const { keyHash, caller, fingerprint } = request;
    const lead: Write = {
      name: 'claimed',
      text: 'select * from idempotency_claim($1, $2, $3, $4, $5, $6, $7)',
      values: [
        keyHash,
        caller,
        fingerprint,
        operation.name,
        operation.operationId,
        JSON.stringify(input),
        this.leaseMs,
      ],
    };
    const claim: Write = {
      name: 'claim',
      text: `select operation_id from claimed where verdict = 'new'`,
      values: [],
    };
    const statement = composeStatement(lead, [claim, ...writes], 'select * from claimed');
    const [row] = await this.database.query<ClaimRow[]>(statement.text, statement.values);
    if (row === undefined) return { verdict: 'busy' };
    if (row.verdict === 'replay')
      return { verdict: 'replay', answer: { status: row.status, headers: row.headers, body: row.body } };
    if (row.verdict === 'busy' || row.verdict === 'mismatch') return { verdict: row.verdict };
    return { verdict: 'owned', keyHash, epoch: row.epoch, operationId: row.operation_id, input: row.input };
  }

  /** Takes over operations whose owner died in the middle of its call: at most `limit`, the oldest first, each for one taker only. */
  async takeOver(
    operations: readonly string[],
    limit: number,
  ): Promise<(OwnedOperation & { operation: string })[]> {
    const text = `
      with abandoned as (
        select key_hash from idempotency_key
        where state = 'running' and lease_until < clock_timestamp() and operation = any($1::text[])
        order by created_at limit $2 for update skip locked
      ), taken as (
        update idempotency_key k
        set epoch = k.epoch + 1, lease_until = clock_timestamp() + $3::integer * interval '1 millisecond'
        from abandoned where k.key_hash = abandoned.key_hash
        returning k.key_hash, k.epoch, k.operation, k.operation_id, k.input
      )
      select key_hash as "keyHash", epoch, operation, operation_id as "operationId", input from taken`;
    return this.database.query(text, [operations, limit, this.leaseMs]);
  }

  /** Whether the key has been claimed before, by whatever request. */
  async isKnown({ keyHash }: IdempotentRequest): Promise<boolean> {
    const rows = await this.database.query<unknown[]>('select 1 from idempotency_key where key_hash = $1', [
      keyHash,
    ]);
    return rows.length === 1;
  }

  /** Stores the answer for good. False when a successor owns the key: then nothing at all was written. */
  finish(owner: Owner, answer: Answer, writes: readonly Write[]): Promise<boolean> {
    return this.end(owner, writes, {
      set: `state = 'done', lease_until = null, input = null, finished_at = clock_timestamp(), status = $3, headers = $4, body = $5`,
      values: [answer.status, JSON.stringify(answer.headers), answer.body],
    });
  }

  /** Gives the key back unfinished: the next request with it resumes. False when a successor owns it. */
  park(owner: Owner, writes: readonly Write[]): Promise<boolean> {
    return this.end(owner, writes, { set: `state = 'parked', lease_until = null`, values: [] });
  }

  /** Gives the key back after `failure`. When that fails too the key comes free with its lease, and both errors are told. */
  async giveBack(owner: Owner, failure: unknown): Promise<void> {
    try {
      await this.park(owner, []);
    } catch (error) {
      throw new AggregateError([failure, error], 'the operation failed and its key could not be given back', {
        cause: failure,
      });
    }
  }

  private async end(
    { keyHash, epoch }: Owner,
    writes: readonly Write[],
    change: { set: string; values: unknown[] },
  ): Promise<boolean> {
    const lead: Write = {
      name: 'ending',
      text: `update idempotency_key set ${change.set} where key_hash = $1 and epoch = $2 and state = 'running' returning operation_id`,
      values: [keyHash, epoch, ...change.values],
    };
    const statement = composeStatement(lead, writes, 'select operation_id from ending');
    const rows = await this.database.query<unknown[]>(statement.text, statement.values);
    return rows.length === 1;
  }
}
