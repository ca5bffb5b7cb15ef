import { isPostgresUnavailable } from '@holdfast/service-defaults';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Claim } from '../store/claim.ts';
import { type Connect } from '../store/connections.ts';
import { type KeyStore } from '../store/key-store.ts';
import { isLostConnection } from '../store/lanes.ts';
import { type LocalTransaction, runLocally } from '../store/local-transaction.ts';
import { type Verdict } from './verdict.ts';

/** Runs work as one transaction with its key. A connection that is lost before the work began is replaced once. */
export async function runTransaction(
  store: KeyStore,
  connect: Connect,
  request: IdempotentRequest,
  local: LocalTransaction,
  tell: (claim: Claim) => void,
): Promise<Verdict> {
  let hasBegun = false;
  const work: LocalTransaction['work'] = (tx) => {
    hasBegun = true;
    return local.work(tx);
  };
  const run = (): Promise<Verdict> => runOnce(store, connect, request, { ...local, work }, tell);
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
  tell: (claim: Claim) => void,
): Promise<Verdict> {
  const connection = await connect();
  let ended: Awaited<ReturnType<typeof runLocally>>;
  try {
    ended = await runLocally(connection, request, local, tell);
  } catch (error) {
    const isBroken = isPostgresUnavailable(error);
    await connection.release(isBroken);
    // It may have broken after the commit. The question needs a connection of its own, so the broken one has to be gone by now.
    const stored = isBroken ? await store.storedAnswer(request) : undefined;
    if (stored === undefined) throw error;
    return { kind: stored.operationId === local.operationId ? 'done' : 'replay', answer: stored.answer };
  }
  await connection.release(false);
  tell(ended);
  if ('answer' in ended) return { kind: ended.verdict === 'ended' ? 'done' : 'replay', answer: ended.answer };
  return { kind: ended.verdict === 'ended' ? 'busy' : ended.verdict };
}
