import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type ClaimResult } from '../store/claim.ts';
import { type Connect } from '../store/connections.ts';
import { type KeyStore } from '../store/key-store.ts';
import { type LocalTransaction, runLocally } from '../store/local-transaction.ts';
import { isLostConnection } from '../store/lost-connection.ts';
import { type RequestResult } from './request-result.ts';

/** Runs work as one transaction with its key. A connection lost before the work began is replaced once. */
export async function runTransaction(
  store: KeyStore,
  connect: Connect,
  request: IdempotentRequest,
  local: LocalTransaction,
  report: (claim: ClaimResult) => void,
): Promise<RequestResult> {
  let hasBegun = false;
  const work: LocalTransaction['work'] = (tx) => {
    hasBegun = true;
    return local.work(tx);
  };
  const run = (): Promise<RequestResult> => runOnce(store, connect, request, { ...local, work }, report);
  return run().catch((error: unknown) => {
    if (hasBegun || !isLostConnection(error)) throw error;
    return run();
  });
}

async function runOnce(
  store: KeyStore,
  connect: Connect,
  request: IdempotentRequest,
  local: LocalTransaction,
  report: (claim: ClaimResult) => void,
): Promise<RequestResult> {
  const connection = await connect();
  let result: Awaited<ReturnType<typeof runLocally>>;
  try {
    result = await runLocally(connection, request, local, report);
  } catch (error) {
    const isBroken = isPostgresUnavailable(error);
    await connection.release(isBroken);
    // The connection may have broken after the commit. The query needs another one, so release this one
    // first.
    const stored = isBroken ? await store.storedResponse(request) : undefined;
    if (stored === undefined) throw error;
    return { kind: stored.operationId === local.operationId ? 'done' : 'replay', response: stored.response };
  }
  await connection.release(false);
  report(result);
  switch (result.kind) {
    case 'done':
      return { kind: 'done', response: result.response };
    case 'replay':
    case 'rebuilt':
      return { kind: 'replay', response: result.response };
    default:
      return { kind: result.kind };
  }
}
