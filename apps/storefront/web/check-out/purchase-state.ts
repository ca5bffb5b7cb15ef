import {
  type CallProgress,
  type CheckoutClient,
  type CheckoutOutcome,
  type Unknown,
} from '@holdfast/checkout-client';
import { type SubmissionDesk } from './submission-desk.ts';
import { type Submission } from './submission.ts';

export type PurchaseState =
  /** The customer fills in the form, after the last outcome, if there was one. */
  | { readonly kind: 'form'; readonly refusal: Refusal | undefined }
  | Paying
  /** No call is running, and the outcome is unknown. */
  | { readonly kind: 'unknown'; readonly submission: Submission; readonly outcome: WhyUnknown }
  | LeftPurchase
  | { readonly kind: 'ordered'; readonly orderId: string; readonly isOfOtherTab: boolean };

/**
 * The result of the requests sent so far. `took_nothing` is certain. With `too_old`, their key is sent no
 * more, and with `lost`, their body is gone, so that this browser cannot find out.
 */
export type EarlierResult = 'took_nothing' | 'unknown' | 'too_old' | 'lost';

/** Only a click may send it again. */
export interface LeftPurchase {
  readonly kind: 'left';
  readonly submission: Submission;
  readonly earlier: EarlierResult;
}

export interface Paying {
  readonly kind: 'paying';
  /** True if the customer sees the form, false if a page found a stored submission. */
  readonly isFromForm: boolean;
  /** Undefined until the payment form has made its token. */
  readonly submission: Submission | undefined;
  /** On the clock of the purchase, ms. */
  readonly startedAt: number;
  readonly progress: (CallProgress & { readonly at: number }) | undefined;
  /** True after a click on the button at work. */
  readonly wasAskedAgain: boolean;
}

export type WhyUnknown = Pick<Unknown, 'mayHaveRun' | 'status' | 'problem' | 'retryAfterMs'>;

/** Nothing was taken. */
export type Refusal =
  | { readonly kind: 'outcome'; readonly outcome: CheckoutOutcome; readonly submission: Submission }
  /** Nothing was sent either. */
  | { readonly kind: 'storage_blocked' | 'cart_changed' | 'page_failed' }
  /** An earlier submission of this cart is open, and this browser has lost its body. */
  | { readonly kind: 'earlier_unknown'; readonly submission: Submission };

/** For a call that gave no outcome at all. */
export const nothingHeard: WhyUnknown = {
  mayHaveRun: true,
  status: undefined,
  problem: undefined,
  retryAfterMs: undefined,
};

/** The knowledge about the money. A request that is on its way may take it, whatever came before. */
export const whyUnknown = (
  state: Extract<PurchaseState, { readonly kind: 'paying' | 'unknown' }>,
): WhyUnknown => (state.kind === 'unknown' ? state.outcome : nothingHeard);

/** Undefined if the form has shown why there is none. */
export type MakeSubmission = () => Promise<Submission | undefined>;

export interface PurchaseParts {
  readonly shop: Pick<CheckoutClient, 'checkout' | 'find'>;
  readonly desk: SubmissionDesk;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}
