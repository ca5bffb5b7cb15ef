import { type Facts } from './facts.ts';
import { Template, type Word } from './template.ts';

/** A text that a customer read, and when. */
export interface Passage {
  /** As in `Ada: POST /checkouts (key 1) → 201`. */
  readonly by: string;
  readonly text: string;
  readonly orderId: string | undefined;
  readonly refundId: string | undefined;
  /** The earliest time at which it was true, if it was: the start of the request. */
  readonly from: number;
  /** The latest time. Infinite if unknown. */
  readonly until: number;
  /** From then on, every reading of a ledger agrees. Infinite if unknown. */
  readonly readFrom: number;
  /** The response that has it. */
  readonly response?: Facts['evidence']['ledgers']['responses'][number];
}

export interface Said extends Passage {
  readonly words: readonly Word[];
}

/** Returns why the sentence is untrue; undefined if the ledgers bear it out. */
export type Meaning = (said: Said, facts: Facts) => string | undefined;

export interface Statement {
  readonly template: Template;
  readonly meaning: Meaning;
}

/** Sentences that mean the same. */
export const mean = (meaning: Meaning, ...templates: readonly string[]): Statement[] =>
  templates.map((text) => ({ template: new Template(text), meaning }));
