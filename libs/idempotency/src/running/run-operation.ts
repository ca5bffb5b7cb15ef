import { Problem } from '@holdfast/service-defaults';
import { takeovers } from '../idempotency.metrics.ts';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { newOperationId } from '../operation/operation-id.ts';
import { type Operation } from '../operation/operation.ts';
import { problemAnswer } from '../operation/answer.ts';
import { isFinal } from '../operation/final.ts';
import { complete, type Step } from '../operation/phase.ts';
import { type Claim, type Owned } from '../store/claim.ts';
import { type KeyStore } from '../store/key-store.ts';
import { drive } from './driver.ts';
import { explainViolation, recall } from './remembrance.ts';
import { type Verdict } from './verdict.ts';

/**
 * Claims the key with the first commit of the operation, and drives what it then owns to its end. A key that our completer has in hand is
 * only looked at: a claim would take it for one that nobody works on.
 */
export async function runOperation<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  command: Command,
  tell: (claim: Claim) => void,
): Promise<Verdict> {
  const inHand = store.inHand.has(request.keyHash) ? await store.look(request) : undefined;
  return store.inHand.while(request.keyHash, async () => {
    const claimed: Claimed =
      inHand === undefined ? await claimKey(store, request, operation, command) : { claim: inHand };
    tell(claimed.claim);
    return verdictOf(store, request, operation, claimed);
  });
}

interface Claimed {
  readonly claim: Claim;
  /** What was committed with a claim that was new. */
  readonly first?: Step;
}

async function verdictOf<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  { claim, first }: Claimed,
): Promise<Verdict> {
  switch (claim.verdict) {
    case 'owned':
      if (claim.how === 'taken_over') takeovers.inc({ operation: operation.name });
      return driveToEnd(store, request, operation, claim.owned);
    case 'ended':
      if (first?.kind !== 'complete') throw new Error(`${operation.name} ended without an answer`);
      return { kind: 'done', answer: first.answer };
    case 'replay':
      return { kind: 'replay', answer: claim.answer };
    case 'recalled':
      return { kind: 'replay', answer: claim.answer, isRecalled: true };
    default:
      return { kind: claim.verdict };
  }
}

/** What `begin` would refuse today may have been accepted when the key was new: history decides, not today's rules. */
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
    const known = (await store.look(request)) ?? (await recall(operation.remembers, request));
    if (known !== undefined) return { claim: known.verdict === 'busy' ? await store.resume(request) : known };
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
    const violation = await explainViolation(error, request, operation);
    if (violation.kind === 'recalled') return { claim: violation.claim };
    return claimWith(store, request, operation, refusalStep(violation.problem, request));
  }
}

function refusalStep(problem: Problem, { path }: IdempotentRequest): Step {
  return complete(problemAnswer(problem, path));
}

/** A run that lost its key to a successor gives the successor's answer, when it is there already. */
async function driveToEnd<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  owned: Owned,
): Promise<Verdict> {
  const ended = await drive(store, operation, owned);
  if (ended.kind !== 'lost') return ended;
  const now = await store.look(request);
  return now?.verdict === 'replay' ? { kind: 'replay', answer: now.answer } : { kind: 'busy' };
}
