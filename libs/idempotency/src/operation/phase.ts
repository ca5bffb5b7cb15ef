import { type Problem } from '@holdfast/service-defaults';
import { type Write } from '../store/write.ts';
import { assertFinal, type StoredResponse } from './stored-response.ts';

/** The end of a commit: the intent of the next call, or the response. */
export type Step =
  | {
      readonly kind: 'call';
      readonly phase: string;
      /**
       * Everything the call needs, as JSON text. After a crash exactly this is sent, not what the resuming
       * version would build.
       */
      readonly input: string;
      readonly writes: readonly Write[];
    }
  | { readonly kind: 'complete'; readonly response: StoredResponse; readonly writes: readonly Write[] };

/**
 * Continues with a phase; its input and the writes are committed before its call.
 * @throws Error if the input has no JSON text: undefined, a function or a symbol.
 */
export function callNext<Input>(
  next: Pick<Phase<Input>, 'name'>,
  input: Input,
  writes: readonly Write[] = [],
): Step {
  const text = JSON.stringify(input) as string | undefined;
  if (text === undefined) throw new Error(`the input of ${next.name} has no JSON text`);
  return { kind: 'call', phase: next.name, input: text, writes };
}

/**
 * Completes the operation: commits the response together with the writes. From then on the response is
 * replayed byte for byte.
 * @throws Error if the response is larger than 256 KiB, or its status invites a retry (5xx, 408, 425, 429).
 */
export function complete(response: StoredResponse, writes: readonly Write[] = []): Step {
  assertFinal(response);
  return { kind: 'complete', response, writes };
}

/** One attempt at a call. */
export interface CallAttempt {
  readonly operationId: string;
  /**
   * The name under which the remote party must know this call: the same across crashes, takeovers and
   * deploys. It changes only after proof that the call never happened.
   */
  readonly key: string;
  /** True if an earlier try with this key may have been executed. */
  readonly mayHaveHappened: boolean;
  /** How long ago the first of these tries may have been sent, ms, by the database's clock. */
  readonly sentMsAgo: number;
  /**
   * How long ago the call was first sent under any key, ms; includes attempts that were proved never to have
   * happened.
   */
  readonly firstSentMsAgo: number;
}

/**
 * Throw when the remote party definitely did not execute the call. Parks the key; `problem` becomes the
 * response.
 */
export class NotExecuted extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message, { cause: problem });
    this.name = 'NotExecuted';
  }
}

/**
 * Throw when the call waits for a third party: a bank that takes days, a customer who must confirm. The key
 * is free meanwhile. It is rechecked rarely, and once more at `until`; before that it counts as waiting, not
 * as stuck, and needs no operator.
 */
export class StillInProgress extends Error {
  /** Longest pause between two rechecks, ms. Default: `slowRecheckMs` of the running times. */
  readonly recheckMs: number | undefined;

  constructor(
    readonly until: Date,
    message = `in progress until ${until.toISOString()}`,
    { recheckMs }: { readonly recheckMs?: number } = {},
  ) {
    super(message);
    this.name = 'StillInProgress';
    this.recheckMs = recheckMs;
  }
}

/** The result of reading back: the remote party has never seen the call. */
export const absent = Symbol('absent');
/** The result of reading back: nothing conclusive. */
export const undecided = Symbol('undecided');

/** The response and the writes while the outcome of a call is unknown. Not stored as the final response. */
export interface ProvisionalResponse {
  readonly response: StoredResponse;
  readonly writes: readonly Write[];
}

/**
 * Handling of a call with an unknown outcome: `retry` checks it again automatically; `review` waits for an
 * operator.
 */
export type UnknownPolicy = 'retry' | 'review';

export interface PhaseDefinition<Input, Outcome> {
  /** The recovery point. Stored with unfinished keys, so it must survive deploys. */
  readonly name: string;
  /**
   * The remote call; no transaction and no connection is held during it. Returns the remote party's decision,
   * or throws `NotExecuted` if it definitely did nothing. Any other error leaves the outcome unknown; the
   * call is repeated with the same input and key until the outcome is known.
   */
  call(input: Input, attempt: CallAttempt): Promise<Outcome>;
  /** The next step, given the outcome. May run again after a crash; its writes must be its only effects. */
  then(outcome: Outcome, input: Input, attempt: CallAttempt): Step | Promise<Step>;
  /** Reads the truth where `call` cannot: from the remote party, or from a webhook or event that arrived. */
  readBack?(input: Input, attempt: CallAttempt): Promise<Outcome | typeof absent | typeof undecided>;
  /**
   * True if this error of `call` is a response that the remote party repeats for this key. Only after one may
   * the call be made under a new key, if reading back keeps finding it absent. Default: never, so that a call
   * without a response is repeated under its key.
   */
  isFinalResponse?(error: unknown): boolean;
  /**
   * As `readBack`, but checks every place where the call could have left a trace. Used before an operator is
   * asked, and before a decision is applied. Return `absent` only if the remote party would know of the call.
   * After an error, an outcome recorded by an operator is applied unchecked: so ask even while a breaker is
   * open. For a decision, this runs outside the request, without its deadline. Default: `readBack`.
   */
  lookEverywhere?(input: Input, attempt: CallAttempt): Promise<Outcome | typeof absent | typeof undecided>;
  /**
   * `policy`: `retry` checks the call again automatically; `review` waits for an operator. Default: the
   * call's error is the response.
   */
  whenUnknown?(
    input: Input,
    error: unknown,
    policy: UnknownPolicy,
  ): ProvisionalResponse | Promise<ProvisionalResponse>;
  /**
   * How long the call may be sent again, ms, counted from when it was first sent under any attempt. After
   * that it is only read back, and an inconclusive result goes to an operator. Default 22 h: Stripe
   * recognizes a key for 24 h, less a margin.
   */
  readonly resendForMs?: number;
  /**
   * Validates an outcome recorded by an operator. Without it, an operator can only record that the call was
   * not executed.
   */
  readOutcome?(value: unknown): Outcome;
}

/** A phase whose outcome type is hidden, so that an operation can hold phases of different types. */
export interface Phase<Input> {
  readonly name: string;
  readonly resendForMs: number;
  call(input: Input, attempt: CallAttempt): Promise<Decided>;
  readBack(input: Input, attempt: CallAttempt): Promise<Decided | typeof absent | typeof undecided>;
  isFinalResponse(error: unknown): boolean;
  /** True if `lookEverywhere` checks more than `readBack` does. */
  readonly looksFurther: boolean;
  /** `absent` if the phase has nothing to read back: then the operator's decision is all there is. */
  lookEverywhere(input: Input, attempt: CallAttempt): Promise<Decided | typeof absent | typeof undecided>;
  /** @throws Error if the phase cannot validate recorded outcomes, or refuses this one. */
  decide(outcome: unknown, input: Input): Decided;
  whenUnknown(input: Input, error: unknown, policy: UnknownPolicy): Promise<ProvisionalResponse | undefined>;
}

/** A known outcome and the step that follows from it. */
export interface Decided {
  /** The remote party's decision. */
  readonly outcome: unknown;
  next(attempt: CallAttempt): Promise<Step>;
}

const hours = 3_600_000;

/** Defines one remote call of an operation, with what precedes and follows it. */
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
    isFinalResponse: (error) => definition.isFinalResponse?.(error) ?? false,
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
    whenUnknown: async (input, error, policy) => definition.whenUnknown?.(input, error, policy),
  };
}
