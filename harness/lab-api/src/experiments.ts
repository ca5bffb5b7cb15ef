import { type Capability } from './stack.ts';

export type ExperimentId =
  | 'double-click'
  | 'lost-answer'
  | 'kill-payments'
  | 'slow-suggestions'
  | 'redis-gone'
  | 'three-deploys'
  | 'bank-asks-first'
  | 'retry-storm'
  | 'webhook-twice'
  | 'frozen-database';

/** `GET /experiments`: the text of an experiment, for a page. */
export interface ExperimentReport {
  readonly number: number;
  readonly id: ExperimentId;
  readonly title: string;
  /** One sentence. */
  readonly lesson: string;
  readonly needs: readonly Capability[];
  /** Missing in this stack; empty if the experiment can run. */
  readonly lacks: readonly Capability[];
  readonly predict: {
    readonly question: string;
    readonly guesses: readonly { readonly text: string; readonly isRight: boolean }[];
  };
  /** In order. A moment belongs to the step before it. */
  readonly steps: readonly {
    readonly id: string;
    readonly text: string;
    readonly moments: readonly {
      readonly id: string;
      readonly text: string;
      readonly withinMs: number;
    }[];
  }[];
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

/** `GET /runs/:id` */
export interface ExperimentRun {
  readonly runId: string;
  readonly experiment: ExperimentId;
  readonly state: 'preparing' | 'running' | 'judging' | 'done' | 'stopped';
  /** The step at work; null before the first. */
  readonly step: string | null;
  readonly startedAt: number;
  readonly moments: readonly {
    readonly id: string;
    readonly state: 'waiting' | 'seen' | 'not_seen';
    /** From its step. */
    readonly afterMs: number | null;
    /** The message that showed it. */
    readonly message: number | null;
    /** The observation in other words: `3 requests`. */
    readonly detail: string | null;
  }[];
  /** Its customers' orders, to follow. */
  readonly orders: readonly string[];
  readonly verdict: 'held' | 'broken' | 'void' | null;
  /** One sentence each. */
  readonly reasons: readonly string[];
  /** Requests in each 100 ms, for experiments that compare them. */
  readonly curves: readonly { readonly name: string; readonly requests: readonly number[] }[];
}
