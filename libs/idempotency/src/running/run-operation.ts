import { v7 as uuidv7 } from 'uuid';
import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Operation } from '../operation/operation.ts';
import { type Step } from '../operation/phase.ts';
import { type Claim, type Owned } from '../store/claim.ts';
import { type KeyStore } from '../store/key-store.ts';
import { drive } from './driver.ts';
import { explainViolation, recall } from './remembrance.ts';
import { type Verdict } from './verdict.ts';

/** Claims the key with the first commit of the operation, and drives what it then owns to its end. */
export async function runOperation<Command>(
  store: KeyStore,
  request: IdempotentRequest,
  operation: Operation<Command>,
  command: Command,
  tell: (claim: Claim) => void,
): Promise<Verdict> {
  const { claim, first } = await claimKey(store, request, operation, command);
  tell(claim);
  switch (claim.verdict) {
    case 'owned':
      return driveToEnd(store, request, operation, claim.owned);
    case 'ended':
      if (first?.kind !== 'end') throw new Error(`${operation.name} ended without an answer`);
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
): Promise<{ readonly claim: Claim; readonly first?: Step }> {
  const operationId = uuidv7();
  let first: Step;
  try {
    first = await operation.begin(command, operationId, request);
  } catch (refusedToday) {
    const known = (await store.look(request)) ?? (await recall(operation.remembers, request));
    if (known === undefined) throw refusedToday;
    return { claim: known.verdict === 'busy' ? await store.resume(request) : known };
  }
  const claim = await store
    .claim(request, { name: operation.name, operationId }, first)
    .catch((error: unknown) => explainViolation(error, request, operation));
  return { claim, first };
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
