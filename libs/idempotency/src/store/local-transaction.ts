import { escapeLiteral, type QueryResult } from 'pg';
import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type StoredResponse } from '../operation/stored-response.ts';
import { claimFrom, type ClaimResult, type ClaimRow } from './claim.ts';
import { type Connection, type Transaction } from './connections.ts';

/** Thrown to roll everything back: no response is stored, and the key stays free. */
export class Rollback extends Error {
  constructor() {
    super('rolled back: the response is not final');
    this.name = 'Rollback';
  }
}

export interface LocalTransaction {
  readonly operation: string;
  readonly operationId: string;
  readonly retentionMs: number;
  /**
   * A process that stalls in the middle holds the key no longer than this: Postgres then ends its session.
   */
  readonly leaseMs: number;
  readonly work: (tx: Transaction) => Promise<StoredResponse>;
}

/**
 * Runs work as one transaction with its key: the claim is sent with BEGIN and the response with COMMIT, so a
 * crash leaves nothing, one row is written and none updated. Returns the claim's result if the key is not
 * free.
 */
export async function runLocally(
  connection: Connection,
  request: IdempotentRequest,
  { operation, operationId, retentionMs, leaseMs, work }: LocalTransaction,
  report: (claim: ClaimResult) => void,
): Promise<
  | Exclude<ClaimResult, { kind: 'owned' | 'done' }>
  | { readonly kind: 'done'; readonly response: StoredResponse }
> {
  const { client, manager } = connection;
  let isOver = false;
  const query = async <T>(text: string, values?: readonly unknown[]): Promise<T[]> => {
    if (isOver) throw new Error('the transaction is over: a statement came after its response');
    return (await client.query(text, values && [...values])).rows as T[];
  };
  try {
    // The extended protocol allows one statement at a time; these share a round trip, with quoted literals.
    const began = (await client.query(
      `begin; set local idle_in_transaction_session_timeout = ${leaseMs}; ${readKey(request, retentionMs)}`,
    )) as unknown as QueryResult<ClaimRow>[];
    const [row] = began[2]?.rows ?? [];
    if (row?.result !== 'new') {
      await client.query('rollback');
      return claimFrom(row) as Exclude<ClaimResult, { kind: 'owned' | 'done' }>;
    }
    report({ kind: 'done' });
    // Work that is still running once the response is ready must not write after the commit, nor into the
    // connection's next transaction.
    const response = await work({ query, manager }).finally(() => ((isOver = true), connection.close()));
    await client.query(`${insertDone(request, operation, operationId, response)}; commit`);
    return { kind: 'done', response };
  } catch (error) {
    if (!isPostgresUnavailable(error)) await client.query('rollback');
    throw error;
  }
}

function readKey({ keyHash, caller, fingerprint, keyTime }: IdempotentRequest, retentionMs: number): string {
  const values = [keyHash, caller, bytea(fingerprint), keyTime ?? null, String(retentionMs)];
  const [hash, who, print, time, retention] = values.map(literal);
  return `select * from idempotency_claim('read', ${hash}::uuid, ${who}, ${print}::bytea, ${time}::timestamptz, ${retention}::bigint,
          null, null, null, null, null, null, null, null, null)`;
}

function insertDone(
  { keyHash, caller, fingerprint }: IdempotentRequest,
  operation: string,
  operationId: string,
  { status, headers, body }: StoredResponse,
): string {
  const values = [
    keyHash,
    caller,
    bytea(fingerprint),
    operation,
    operationId,
    'done',
    String(status),
    JSON.stringify(headers),
  ];
  return `insert into idempotency_key (key_hash, caller, fingerprint, operation, operation_id, state, status, headers, body, finished_at)
          values (${values.map(literal).join(', ')}, ${literal(bytea(Buffer.from(body)))}, clock_timestamp())`;
}

const bytea = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

const literal = (value: string | null): string => (value === null ? 'null' : escapeLiteral(value));
