import { type Resolution } from '../store/claim.ts';

export const unfinishedStates = ['review', 'unknown', 'running', 'parked'] as const;
export type UnfinishedState = (typeof unfinishedStates)[number];

/** An operation as its key tells, at one moment by the database's clock. Durations are milliseconds. */
export interface OperationSnapshot {
  readonly operationId: string;
  readonly operation: string;
  /** Who asked. The name of a session could open it, so sessions are not named. */
  readonly caller: string;
  readonly state: UnfinishedState | 'done';
  /** Where it stands: the phase whose call is to be made, or was made without an answer. Undefined when it ended without a call. */
  readonly phase: string | undefined;
  readonly attempt: number;
  /** What the other side knows the present attempt by. */
  readonly attemptKey: string | undefined;
  readonly epoch: number;
  readonly createdAt: Date;
  readonly ageMs: number;
  /** When the present attempt may first have been sent. */
  readonly sentMsAgo: number | undefined;
  /** How often the present attempt was tried without an outcome. */
  readonly tries: number;
  /** Why the last try stopped. */
  readonly reason: string | undefined;
  /** Whether the process that runs it lives, and may go on; false when none runs it. */
  readonly hasLivingOwner: boolean;
  /** When others may take it over from a living owner. */
  readonly takeoverInMs: number | undefined;
  /** When the system looks at it by itself; less than 0 when that is due. */
  readonly recheckInMs: number | undefined;
  /** A person's decision that was not applied yet. */
  readonly pendingDecision: (Resolution & { readonly by?: string; readonly at?: string }) | undefined;
  /** The status of the stored answer, once there is one. */
  readonly status: number | undefined;
}

/** What happens next by itself, or who is waited for. */
export type NextStep =
  | { readonly kind: 'finished'; readonly status: number }
  | { readonly kind: 'is_running'; readonly takeoverInMs: number }
  | { readonly kind: 'is_taken_over' }
  | { readonly kind: 'decision_is_applied' }
  | { readonly kind: 'is_rechecked'; readonly inMs: number }
  | { readonly kind: 'waits_for_request' }
  | { readonly kind: 'waits_for_operator' };

export function nextStepOf(snapshot: OperationSnapshot): NextStep {
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
