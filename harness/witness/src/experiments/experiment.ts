import {
  type Capability,
  type Direction,
  type ExperimentId,
  type Fault,
  type ProcessAction,
  type Release,
  type Strike,
} from '@holdfast/lab-api';

/** A guided experiment: data only. `runExperiment` runs it, in the lab and in the failure suite. */
export interface Experiment {
  readonly number: number;
  readonly id: ExperimentId;
  readonly title: string;
  /** One sentence. */
  readonly lesson: string;
  readonly needs: readonly Capability[];
  readonly predict: {
    readonly question: string;
    readonly guesses: readonly { readonly text: string; readonly isRight: boolean }[];
  };
  readonly steps: readonly Step[];
  /** The lesson in other words, shown once it has held. */
  readonly afterwards: string;
  readonly tryIt: {
    readonly commands: readonly { readonly does: string; readonly command: string }[];
    /** Names for `npm run failure-suite -- --only`. */
    readonly scenarios: readonly string[];
    /** Paths in the repository. */
    readonly code: readonly string[];
  };
}

/** Its acts run one after another; meanwhile its moments are watched. It ends once they are all seen. */
export interface Step {
  readonly id: string;
  readonly text: string;
  readonly acts: readonly Act[];
  readonly moments: readonly Moment[];
}

/** A fault of the local Stripe, as it accepts it. */
export interface ProviderFaultSetting {
  readonly route: string;
  readonly fault: string;
  readonly ms?: number;
  readonly times?: number;
}

export type Act =
  | { readonly act: 'strike'; readonly name: string; readonly strike: Strike }
  | { readonly act: 'release'; readonly strike: string; readonly how: Release }
  | { readonly act: 'fault'; readonly name: string; readonly edge: string; readonly fault: Fault }
  | { readonly act: 'clear'; readonly fault: string }
  | { readonly act: 'provider'; readonly name: string; readonly fault: ProviderFaultSetting }
  /** On every instance of a role at the same time: `payments` and `payments-2`. */
  | { readonly act: 'process'; readonly action: ProcessAction; readonly role: string }
  | Buy
  /** Sends the customer's last order again, with the same key. */
  | { readonly act: 'send again'; readonly customer: string }
  /** Requests suggestions; with `goesOn` until the end of the step. */
  | {
      readonly act: 'look';
      readonly customer: string;
      readonly times?: number;
      readonly everyMs?: number;
      readonly goesOn?: true;
    }
  /** Each buys once, from an address of their own. */
  | { readonly act: 'arrive'; readonly customers: string; readonly count: number; readonly everyMs: number }
  /**
   * Like `arrive`, but each retries: `hasty` after 200 ms, `polite` with growing, random pauses. Their
   * requests become a curve of the same name.
   */
  | {
      readonly act: 'press';
      readonly customers: string;
      readonly count: number;
      readonly everyMs: number;
      readonly manner: 'hasty' | 'polite';
    }
  /** At the customer's bank; `cancel` withdraws the payment at Stripe, as its dashboard does. */
  | {
      readonly act: 'bank';
      readonly customer: string;
      readonly response: 'confirm' | 'refuse' | 'cancel';
    }
  | { readonly act: 'wait'; readonly ms: number };

/** Places an order and retries with its key until the response is final. Repeats share the key. */
export interface Buy {
  readonly act: 'buy';
  readonly customer: string;
  readonly times?: number;
  readonly everyMs?: number;
  readonly order?: Readonly<Record<string, unknown>>;
}

/** Bounds on a number. `each` adds so many for each customer of a group to `atMost`. */
export interface Count {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly each?: { readonly of: string; readonly times: number };
}

interface AnyMoment {
  readonly id: string;
  readonly text: string;
  /** From the start of its step. */
  readonly withinMs: number;
}

/** Messages on an edge since its step began, or since `since` did. */
export interface WireMoment extends AnyMoment {
  readonly kind: 'wire';
  readonly edge: string;
  readonly direction: Direction;
  readonly label: string;
  readonly count: Count;
  readonly since?: string;
  /** Their idempotency keys are equal, where the lab captures them. */
  readonly sameKey?: true;
  /** Each request has its response. */
  readonly answered?: true;
}

/** Responses to customers since its step began: at least one each, or `times` of them in total. */
export interface AnswerMoment extends AnyMoment {
  readonly kind: 'answer';
  readonly customers: string;
  /** Default `/checkouts`. */
  readonly path?: string;
  readonly status: readonly number[];
  readonly times?: number;
  /** Members of the body. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly hasNotice?: true;
  readonly hasRetryAfter?: true;
  /** So many of them are marked as replays. */
  readonly replayed?: number;
  /** All are equal, byte for byte. */
  readonly equal?: true;
  /** Each arrives this long after its request. */
  readonly eachWithinMs?: number;
  /** The fastest `times` responses count, not the first: a breaker may test its service with one of them. */
  readonly fastest?: true;
}

/** Every order of these customers has this status. */
export interface OrderMoment extends AnyMoment {
  readonly kind: 'order';
  readonly customers: string;
  readonly status: string;
  /** So many lines of this type are in each history. */
  readonly history?: { readonly type: string; readonly count: number };
}

/** Every instance of a role. */
export interface ProcessMoment extends AnyMoment {
  readonly kind: 'process';
  readonly role: string;
  readonly state: 'ready' | 'paused' | 'down';
  /** Another process than when its step began. */
  readonly isNew?: true;
}

/** At every instance of the caller. `open` includes half-open. */
export interface BreakerMoment extends AnyMoment {
  readonly kind: 'breaker';
  readonly edge: string;
  readonly state: 'open' | 'closed';
}

/** Events in the outboxes that are not published yet. */
export interface OutboxMoment extends AnyMoment {
  readonly kind: 'outbox';
  readonly count: Count;
}

/** Charges of these customers at the local Stripe, or that they cannot be counted. */
export interface LedgerMoment extends AnyMoment {
  readonly kind: 'ledger';
  readonly customers: string;
  readonly charges: number | 'unreadable';
}

/** Receipts of these customers in the inbox, each with a Message-ID of its own. */
export interface EmailsMoment extends AnyMoment {
  readonly kind: 'emails';
  readonly customers: string;
  readonly receipts: number;
}

/** A strike or fault of the run that hit something. */
export interface StrikeMoment extends AnyMoment {
  readonly kind: 'strike';
  readonly name: string;
  readonly state: 'held' | 'struck';
}

/** The most requests of one curve in any 100 ms are at most a share of another's. */
export interface PeakMoment extends AnyMoment {
  readonly kind: 'peak';
  readonly curve: string;
  readonly of: string;
  readonly atMostShare: number;
}

export type Moment =
  | WireMoment
  | AnswerMoment
  | OrderMoment
  | ProcessMoment
  | BreakerMoment
  | OutboxMoment
  | LedgerMoment
  | EmailsMoment
  | StrikeMoment
  | PeakMoment;
