import { type Resolution } from '../store/claim.ts';

export const unfinishedStates = ['review', 'unknown', 'running', 'parked'] as const;
export type UnfinishedState = (typeof unfinishedStates)[number];

/** An operation as its key describes it at one moment of the database's clock. Durations are milliseconds. */
export interface OperationSnapshot {
  readonly operationId: string;
  readonly operation: string;
  /** The caller of the request. A session's name could open it, so sessions stay anonymous. */
  readonly caller: string;
  readonly state: UnfinishedState | 'done';
  /**
   * The phase whose call comes next, or was made without a known outcome. Undefined if it completed without a
   * call.
   */
  readonly phase: string | undefined;
  readonly attempt: number;
  /** The key under which the remote party knows the current attempt. */
  readonly attemptKey: string | undefined;
  readonly epoch: number;
  readonly createdAt: Date;
  readonly ageMs: number;
  /** How long ago the current attempt may first have been sent. */
  readonly sentMsAgo: number | undefined;
  /** How often the current attempt was tried without an outcome. */
  readonly tries: number;
  /** Why the last try stopped. */
  readonly reason: string | undefined;
  /** True if the process that runs it is alive and within its lease; false if none runs it. */
  readonly hasLivingOwner: boolean;
  /** When another process may take it over from a living owner. */
  readonly takeoverInMs: number | undefined;
  /** Until when it waits for a third party, such as a bank; undefined if it does not wait, or no longer. */
  readonly waitsUntil: Date | undefined;
  /** When it is rechecked automatically; negative if that is overdue. */
  readonly recheckInMs: number | undefined;
  /** An operator's decision that has not been applied yet. */
  readonly pendingDecision: (Resolution & { readonly by?: string; readonly at?: string }) | undefined;
  /** The status of the stored response, if there is one. */
  readonly status: number | undefined;
}

/** The next automatic step, or whom the operation waits for. */
export type OperationNextStep =
  | { readonly kind: 'finished'; readonly status: number }
  | { readonly kind: 'is_running'; readonly takeoverInMs: number }
  | { readonly kind: 'is_taken_over' }
  | { readonly kind: 'decision_is_applied' }
  | { readonly kind: 'is_rechecked'; readonly inMs: number }
  | { readonly kind: 'waits_for_request' }
  | { readonly kind: 'waits_for_operator' };

export function nextStepOf(snapshot: OperationSnapshot): OperationNextStep {
  switch (snapshot.state) {
    case 'done':
      return { kind: 'finished', status: snapshot.status ?? 0 };
    case 'running':
      return snapshot.hasLivingOwner
        ? { kind: 'is_running', takeoverInMs: snapshot.takeoverInMs ?? 0 }
        : { kind: 'is_taken_over' };
    case 'unknown':
      return snapshot.pendingDecision === undefined
        ? { kind: 'is_rechecked', inMs: Math.max(0, snapshot.recheckInMs ?? 0) }
        : { kind: 'decision_is_applied' };
    case 'parked':
      return snapshot.recheckInMs === undefined
        ? { kind: 'waits_for_request' }
        : { kind: 'is_rechecked', inMs: Math.max(0, snapshot.recheckInMs) };
    case 'review':
      return { kind: 'waits_for_operator' };
  }
}
