import { Problem } from '@holdfast/service-defaults';
import { takeovers } from '../idempotency.metrics.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { newOperationId } from '../operation/operation-id.ts';
import { type Operation } from '../operation/operation.ts';
import { problemResponse } from '../operation/stored-response.ts';
import { isFinal } from '../operation/final.ts';
import { complete, type Step } from '../operation/phase.ts';
import { type ClaimResult, type Owned } from '../store/claim.ts';
import { type KeyStore } from '../store/key-store.ts';
import { drive } from './driver.ts';
import { explainConstraint, rebuild } from './permanent-key.ts';
import { type RequestResult } from './request-result.ts';

/**
 * Claims the key with the operation's first commit, then drives the operation that it owns. A key that this
 * process is running is only read: a claim would find this process as the owner and take the key over.
 */
export async function runOperation<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  command: Command,
  report: (claim: ClaimResult) => void,
): Promise<RequestResult> {
  const active = store.activeKeys.has(request.keyHash) ? await store.read(request) : undefined;
  if (active !== undefined) {
    report(active);
    return requestResultOf(store, request, operation, { claim: active });
  }
  return store.activeKeys.while(request.keyHash, async () => {
    const claimed = await claimKey(store, request, operation, command);
    report(claimed.claim);
    return requestResultOf(store, request, operation, claimed);
  });
}

interface Claimed {
  readonly claim: ClaimResult;
  /** The step that a new claim committed. */
  readonly first?: Step;
}

async function requestResultOf<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  { claim, first }: Claimed,
): Promise<RequestResult> {
  switch (claim.kind) {
    case 'owned':
      if (claim.how === 'taken_over') takeovers.inc({ operation: operation.name });
      return driveToEnd(store, request, operation, claim.owned);
    case 'done':
      if (first?.kind !== 'complete') throw new Error(`${operation.name} completed without a response`);
      return { kind: 'done', response: first.response };
    case 'replay':
      return { kind: 'replay', response: claim.response };
    case 'rebuilt':
      return { kind: 'replay', response: claim.response, isRebuilt: true };
    default:
      return { kind: claim.kind };
  }
}

/**
 * A request that `begin` refuses now may have been accepted when its key was new: then the key's history
 * wins.
 */
async function claimKey<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  command: Command,
): Promise<Claimed> {
  const operationId = newOperationId();
  let first: Step;
  try {
    first = await operation.begin(command, operationId, request);
  } catch (refusal) {
    const known = (await store.read(request)) ?? (await rebuild(operation.permanentKey, request));
    if (known !== undefined)
      return { claim: known.kind === 'in_flight' ? await store.resume(request) : known };
    if (!isFinal(refusal) || !(refusal instanceof Problem)) throw refusal;
    return claimWith(store, request, operation, refusalStep(refusal, request));
  }
  return claimWith(store, request, operation, first, operationId);
}

async function claimWith<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  first: Step,
  operationId = newOperationId(),
): Promise<Claimed> {
  try {
    return { claim: await store.claim(request, { name: operation.name, operationId }, first), first };
  } catch (error) {
    const result = await explainConstraint(error, request, operation);
    if (result.kind === 'rebuilt') return { claim: result.claim };
    return claimWith(store, request, operation, refusalStep(result.problem, request));
  }
}

function refusalStep(problem: Problem, { path }: IdempotentRequest): Step {
  return complete(problemResponse(problem, path));
}

/** A run that lost its key to a successor returns the successor's response if it is stored already. */
async function driveToEnd<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  owned: Owned,
): Promise<RequestResult> {
  const result = await drive(store, operation, owned);
  if (result.kind !== 'lost') return result;
  const now = await store.read(request);
  return now?.kind === 'replay' ? { kind: 'replay', response: now.response } : { kind: 'in_flight' };
}
