import { type OperationSnapshot } from '@holdfast/idempotency/review';
import { type ServiceOperation } from './key-databases.ts';

/** An operation of checkout whose call has an unknown outcome and is checked again in 2 s. */
export const anOperation = (
  over: Partial<OperationSnapshot> = {},
  { service = 'checkout', livingProcesses = 1 } = {},
): ServiceOperation => ({
  service,
  livingProcesses,
  now: {
    operationId: '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05',
    operation: 'place-order',
    caller: 'public',
    state: 'unknown',
    phase: 'charge',
    attempt: 1,
    attemptKey: '019a7c52-e1b4-7d0f-9c3a-b6e4d2f81a05-charge-1',
    epoch: 1,
    createdAt: new Date(1_000),
    ageMs: 9_000,
    sentMsAgo: 9_000,
    tries: 3,
    reason: 'payments: no response within 5000 ms',
    hasLivingOwner: false,
    takeoverInMs: undefined,
    waitsUntil: undefined,
    recheckInMs: 2_000,
    pendingDecision: undefined,
    status: undefined,
    ...over,
  },
});
