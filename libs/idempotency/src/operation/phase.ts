import { type Problem } from '@holdfast/service-defaults';
import { type Write } from '../store/write.ts';
import { type StoredResponse, assertFinal } from './stored-response.ts';

/** What ends a commit of an operation: the intent of the next call, or the answer. */
export type Step =
  | {
      readonly kind: 'call';
      readonly phase: string;
      /** Everything the call needs, as JSON text: whoever goes on after a crash sends exactly this, not what it would build itself. */
      readonly input: string;
      readonly writes: readonly Write[];
    }
  | { readonly kind: 'complete'; readonly response: StoredResponse; readonly writes: readonly Write[] };

/** Goes on with a phase; the input and the writes are committed before its call. */
export function callNext<Input>(
  next: Pick<Phase<Input>, 'name'>,
  input: Input,
  writes: readonly Write[] = [],
): Step {
  return { kind: 'call', phase: next.name, input: JSON.stringify(input), writes };
}

/**
 * Ends the operation: the answer is committed with the writes, and replayed byte for byte from then on.
 * @throws Error when the answer is larger than 256 KiB, or its status says "try again" (5xx, 408, 425, 429).
 */
export function complete(response: StoredResponse, writes: readonly Write[] = []): Step {
  assertFinal(response);
  return { kind: 'complete', response, writes };
}

/** One try of a call. */
export interface CallAttempt {
  readonly operationId: string;
  /**
   * What the other side must know this call by: the same over crashes, takeovers and deploys. It changes only after it was proved
   * that the call never happened.
   */
  readonly key: string;
  /** True when an earlier try under this key may have been executed. */
  readonly mayHaveHappened: boolean;
  /** When the first of them may have been sent, by the database's clock: milliseconds ago. */
  readonly sentMsAgo: number;
  /** When the call was first sent under any key: what was proved never to have happened counts too. Milliseconds ago. */
  readonly firstSentMsAgo: number;
}

/** Thrown by a call that the other side surely did not execute. The key is parked, and `problem` is the request's answer. */
export class NotExecuted extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message, { cause: problem });
    this.name = 'NotExecuted';
  }
}

/**
 * Thrown by a call, or by a look, when the other side has it and works on it, for hours or days. The key waits: it is looked at seldom, and
 * until `until` it goes to no person and counts as waiting, not as stuck.
 */
export class StillInProgress extends Error {
  constructor(
    readonly until: Date,
    message = `in progress until ${until.toISOString()}`,
  ) {
    super(message);
    this.name = 'StillInProgress';
  }
}

/** What a look at the other side said: it has never seen the call. */
export const absent = Symbol('absent');
/** What a look at the other side said: nothing that decides it. */
export const undecided = Symbol('undecided');

/** What the requester is told, and what is written, while the outcome of its call is not known. Not stored as the answer. */
export interface ProvisionalResponse {
  readonly response: StoredResponse;
  readonly writes: readonly Write[];
}

/** What becomes of a call whose outcome is not known. */
export type UnknownPolicy = 'retry' | 'review';

export interface PhaseDefinition<Input, Outcome> {
  /** The recovery point's name. It stands with unfinished keys, so it must outlive deploys. */
  readonly name: string;
  /**
   * The foreign call. No transaction and no connection is held meanwhile. It returns what the other side decided, throws
   * `NotExecuted` when it surely did nothing; anything else it throws leaves the outcome unknown. It is repeated with the same input and
   * key until the outcome is known.
   */
  call(input: Input, attempt: CallAttempt): Promise<Outcome>;
  /** What follows from the outcome. May run again after a crash; it must not have effects but its writes. */
  then(outcome: Outcome, input: Input, attempt: CallAttempt): Step | Promise<Step>;
  /** Reads the truth back where `call` cannot tell it: from the other side, or from what came in by another way (a webhook). */
  readBack?(input: Input, attempt: CallAttempt): Promise<Outcome | typeof absent | typeof undecided>;
  /**
   * As `readBack`, but asks wherever the call could have left a trace. Asked before a person's word is acted on, and before a person is asked.
   * `absent` only when the other side would know of the call. Default: `readBack`.
   */
  lookEverywhere?(input: Input, attempt: CallAttempt): Promise<Outcome | typeof absent | typeof undecided>;
  /** `outlook`: whether the call is looked into again by itself, or a person is asked. Default: the error of the call is the answer. */
  whenUnknown?(input: Input, error: unknown, policy: UnknownPolicy): ProvisionalResponse;
  /**
   * For how long the call is sent again, ms, from when it was first sent, whatever number its attempt has by now. Past it the other side is only
   * asked, and what it cannot tell goes to a person. Default 22 h: Stripe recognises a key for 24, less a margin.
   */
  readonly resendForMs?: number;
  /** Checks an outcome that a person gives for an operation in review. Without it a person can only say that it was not executed. */
  readOutcome?(value: unknown): Outcome;
}

/** A phase with its outcome's type hidden: how an operation keeps phases of different kinds. */
export interface Phase<Input> {
  readonly name: string;
  readonly resendForMs: number;
  call(input: Input, attempt: CallAttempt): Promise<Decided>;
  readBack(input: Input, attempt: CallAttempt): Promise<Decided | typeof absent | typeof undecided>;
  /** Whether `lookEverywhere` asks more than `readBack` does. */
  readonly looksFurther: boolean;
  /** `absent` where nothing can be asked: then a person's word is all that there is. */
  lookEverywhere(input: Input, attempt: CallAttempt): Promise<Decided | typeof absent | typeof undecided>;
  /** @throws Error when the phase cannot check an outcome given by a person, or does not take this one. */
  decide(outcome: unknown, input: Input): Decided;
  whenUnknown(input: Input, error: unknown, policy: UnknownPolicy): ProvisionalResponse | undefined;
}

/** An outcome, ready to go on. */
export interface Decided {
  /** What the other side decided. */
  readonly outcome: unknown;
  next(attempt: CallAttempt): Promise<Step>;
}

const hours = 3_600_000;

/** Names one foreign call of an operation, with what comes before and after it. */
export function phase<Input, Outcome>(definition: PhaseDefinition<Input, Outcome>): Phase<Input> {
  const { name, resendForMs = 22 * hours } = definition;
  const decided = (outcome: Outcome, input: Input): Decided => ({
    outcome,
    next: async (attempt) => definition.then(outcome, input, attempt),
  });
  const read = (
    found: Outcome | typeof absent | typeof undecided,
    input: Input,
  ): Decided | typeof absent | typeof undecided => {
    if (found === absent) return absent;
    return found === undecided ? undecided : decided(found, input);
  };
  return {
    name,
    resendForMs,
    looksFurther: definition.lookEverywhere !== undefined,
    call: async (input, attempt) => decided(await definition.call(input, attempt), input),
    readBack: async (input, attempt) =>
      definition.readBack === undefined ? undecided : read(await definition.readBack(input, attempt), input),
    lookEverywhere: async (input, attempt) => {
      if (definition.lookEverywhere !== undefined)
        return read(await definition.lookEverywhere(input, attempt), input);
      return definition.readBack === undefined
        ? absent
        : read(await definition.readBack(input, attempt), input);
    },
    decide: (outcome, input) => {
      if (definition.readOutcome === undefined) throw new Error(`${name} does not accept a recorded outcome`);
      return decided(definition.readOutcome(outcome), input);
    },
    whenUnknown: (input, error, policy) => definition.whenUnknown?.(input, error, policy),
  };
}
