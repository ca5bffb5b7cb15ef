import { type Money, type Tally } from '@holdfast/contracts';
import { type Period } from '../stripe/stripe-ledger.client.ts';
import { type Finding } from './finding.ts';

export interface PageOfLedgers extends Period {
  readonly repair: boolean;
  /** `next` of the previous page. */
  readonly after?: string | undefined;
}

/** The result of comparing one page. */
export interface Looked {
  readonly checked: readonly Tally[];
  readonly findings: readonly (Finding | undefined)[];
  readonly next: string | undefined;
}

export const isWithin = ({ since, until }: Period, { createdAt }: { readonly createdAt: Date }): boolean =>
  createdAt >= since && createdAt < until;

export const amountsOf = (entries: readonly { readonly amount: Money }[]): Money[] =>
  entries.map(({ amount }) => amount);
