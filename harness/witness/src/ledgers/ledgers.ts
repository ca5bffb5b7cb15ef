import { type CustomerResponse } from '../customers/shopper.ts';

type Row = Readonly<Record<string, unknown>>;

/** A customer's response on a bank's page. */
export interface BankResponse {
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly url: string;
  readonly intentId: string;
  readonly response: 'confirm' | 'refuse';
  /** False if the page was closed: responded to earlier, or canceled. */
  readonly isTaken: boolean;
  /** The address to which the bank sent the customer back. Undefined if it did not. */
  readonly returnedTo?: string | undefined;
}

/** Every record of a scenario, wherever it is stored, read without the lab and the services' code. */
export interface Ledgers {
  readonly readAt: number;
  /** The provider's own charges. */
  readonly charges: readonly {
    readonly chargeId: string;
    readonly paymentIntentId: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly status: string;
    /** In the provider's words: `expired_card`; null for none. Undefined: not judged. */
    readonly failureReason?: string | null | undefined;
    readonly idempotencyKey: string | null;
    readonly metadata: Readonly<Record<string, string>>;
    readonly createdAt: string;
  }[];
  /** The provider's payment intents, charged or not. */
  readonly intents: readonly {
    readonly intentId: string;
    readonly status: string;
    /** Null if checkout did not request it. */
    readonly orderId: string | null;
    /** In the provider's words: why it failed, and why it was canceled. Undefined: not judged. */
    readonly failureReasons?: readonly string[] | undefined;
    /** While the customer may act at the bank: where the bank sends them back to. */
    readonly returnUrl?: string | undefined;
    /** A whole second. */
    readonly createdAt: string;
  }[];
  /** The customers' responses on their banks' pages, as sent. */
  readonly bankResponses: readonly BankResponse[];
  readonly refunds: readonly {
    readonly refundId: string;
    readonly chargeId: string;
    readonly amountMinor: number;
    readonly status: string;
    /** Null for refunds from the provider's dashboard. */
    readonly idempotencyKey: string | null;
    /** Set by payments; empty for refunds from the provider's dashboard. */
    readonly metadata: Readonly<Record<string, string>>;
    readonly createdAt: string;
  }[];
  readonly disputes: readonly {
    readonly disputeId: string;
    readonly chargeId: string;
    readonly paymentIntentId: string | null;
    /** Of a lost one, less what was reinstated. */
    readonly amountMinor: number;
    /** By the payer. Default: `amountMinor`. */
    readonly claimedMinor?: number;
    readonly currency: string;
    /** In the provider's words: `warning_closed`. */
    readonly status: string;
    /** In the provider's words: `fraudulent`. Undefined: not judged. */
    readonly reason?: string | undefined;
    /** Until when the bank accepts a response, or accepted one; null for none. Undefined: not judged. */
    readonly dueBy?: string | null | undefined;
    /** How often the bank took the money: again if it reopened the dispute. Default 1. */
    readonly withdrawals?: number;
    readonly createdAt: string;
  }[];
  readonly orders: readonly Row[];
  readonly payments: readonly Row[];
  readonly orderRefunds: readonly Row[];
  /** The lines of order histories, as customers read them. */
  readonly histories: readonly Row[];
  readonly paymentRefunds: readonly Row[];
  readonly orderDisputes: readonly Row[];
  readonly paymentDisputes: readonly Row[];
  /** Rows of `idempotency_key` whose operation has not ended, by service. */
  readonly openKeys: readonly (Row & { readonly service: string })[];
  /** Unpublished outbox rows, by service. */
  readonly unpublished: readonly (Row & { readonly service: string })[];
  /** Counts by queue and state: `waiting`, `active`, `delayed`, `failed`. */
  readonly jobs: readonly { readonly queue: string; readonly state: string; readonly count: number }[];
  readonly deadLetters: readonly {
    readonly queue: string;
    readonly id: string;
    readonly name: string;
    readonly reason: string;
  }[];
  /** The ledger of the email service. */
  readonly emails: readonly Row[];
  /** Emails that arrived in the inbox. */
  readonly mails: readonly {
    readonly messageId: string;
    /** The sender's address. Undefined if it was not read: then it is not judged. */
    readonly from?: string;
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    /** Undefined if it was not read: then it is not judged. */
    readonly html?: string;
    /** Of its text and its HTML. Undefined if they were not read: then they are not judged. */
    readonly links?: readonly string[];
  }[];
  /** Every response to a customer of this scenario. */
  readonly responses: readonly CustomerResponse[];
  /**
   * Breakers that are not closed: `payments->stripe: open`. Like `spentBudgets`, empty until
   * `withResilience`.
   */
  readonly openBreakers: readonly string[];
  /** Retry budgets that are used up, for ten seconds at most. */
  readonly spentBudgets: readonly string[];
  /** Idle transactions and lock waits. */
  readonly locks: readonly Row[];
  /** Events of the provider that payments has not accepted yet, and results that banks give soon. */
  readonly undelivered: readonly string[];
  /** Ledgers that could not be read, with the reason. Their lists are empty. */
  readonly unreadable: readonly string[];
}
