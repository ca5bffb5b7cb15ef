import { nextStepOf, type OperationSnapshot } from '@holdfast/idempotency/review';
import { type UnfinishedKey } from '@holdfast/lab-api';
import { type ServiceOperation } from './key-databases.ts';

export interface KeyWordsOptions {
  readonly now: number;
  /** The command that retries an operation, without its ID. */
  readonly retryCommand: string;
}

/** An unfinished operation in words. */
export function unfinishedKey(
  operation: ServiceOperation,
  { now: readAt, retryCommand }: KeyWordsOptions,
): UnfinishedKey {
  const { service, now } = operation;
  return {
    service,
    operationId: now.operationId,
    operation: now.operation,
    state: stateOf(now),
    reason: now.reason?.replaceAll(/\s+/g, ' ') ?? null,
    createdAt: now.createdAt.getTime(),
    nextStep: nextStepText(operation),
    nextCheckAt: nextCheckAt(operation, readAt),
    endedBy: endedBy(operation),
    retryCommand: isRetryable(now) ? `${retryCommand} ${now.operationId}` : null,
  };
}

const states: Readonly<Record<OperationSnapshot['state'], string>> = {
  running: 'in progress',
  parked: 'parked',
  unknown: 'outcome unknown',
  review: 'in review',
  done: 'finished',
};

const stateOf = ({ state, waitsUntil }: OperationSnapshot): string =>
  state === 'unknown' && waitsUntil !== undefined ? 'waits for the bank' : states[state];

/** An operator may have a call rechecked if its outcome is unknown and no decision is pending. */
export const isRetryable = (now: OperationSnapshot): boolean =>
  now.attemptKey !== undefined && (now.state === 'unknown' || now.state === 'review') && !needsNoRetry(now);

/** A retry changes nothing for an operation that has finished, or that a process checks or will take over. */
export function needsNoRetry(now: OperationSnapshot): boolean {
  const { kind } = nextStepOf(now);
  return (
    kind === 'finished' || kind === 'is_running' || kind === 'is_taken_over' || kind === 'decision_is_applied'
  );
}

/** When it is checked next automatically; null if it is not, or if no process can. */
export function nextCheckAt({ now, livingProcesses }: ServiceOperation, readAt: number): number | null {
  const next = nextStepOf(now);
  return next.kind === 'is_rechecked' && livingProcesses > 0 ? readAt + next.inMs : null;
}

/** The next step in one or two sentences, without its time. */
export function nextStepText({ now, service, livingProcesses }: ServiceOperation): string {
  const isOrphan = livingProcesses === 0;
  const start = `Start ${service}: none of its processes is running.`;
  switch (nextStepOf(now).kind) {
    case 'finished':
      return 'It has finished. Every request with its key gets its response.';
    case 'is_running':
      return 'A process is running it. If that takes too long, another one takes over.';
    case 'is_taken_over':
      return `Its process crashed. ${isOrphan ? start : 'Another one takes over within seconds.'}`;
    case 'decision_is_applied':
      return `An operator has decided. ${isOrphan ? start : 'A process applies the decision within seconds.'}`;
    case 'is_rechecked':
      if (isOrphan) return `It is checked again automatically once ${service} runs. ${start}`;
      return now.waitsUntil === undefined
        ? 'It is checked again automatically. No action needed.'
        : 'It waits for the bank, and is checked again automatically. No action needed.';
    case 'waits_for_request':
      return 'Its call was not executed. It continues with the next request that has its key.';
    case 'waits_for_operator':
      return 'An operator must decide: its outcome cannot be found automatically.';
  }
}

function endedBy({ now, service }: ServiceOperation): string {
  switch (nextStepOf(now).kind) {
    case 'waits_for_operator':
      return 'an operator';
    case 'waits_for_request':
      return 'the next request with its key';
    default:
      return service;
  }
}

/** Why an operation cannot be retried now. */
export function notRetryableText(operation: ServiceOperation): string {
  const { operationId } = operation.now;
  return `Operation ${operationId} cannot be retried now. ${nextStepText(operation)}`;
}
