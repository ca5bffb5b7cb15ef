import { type CustomerResponse } from './shopper.ts';

type Row = Readonly<Record<string, unknown>>;

/** Everything that is written down anywhere about what happened since the scenario began, read around the lab and around the services' code. */
export interface Ledgers {
  readonly readAt: number;
  /** The provider's: all charges and refunds ever made. */
  readonly charges: readonly {
    readonly chargeId: string;
    readonly paymentIntentId: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly status: string;
    readonly idempotencyKey: string | null;
    readonly metadata: Readonly<Record<string, string>>;
    readonly createdAt: string;
  }[];
  readonly refunds: readonly {
    readonly refundId: string;
    readonly chargeId: string;
    readonly amountMinor: number;
    readonly status: string;
    /** Null for one that was made in the provider's dashboard. */
    readonly idempotencyKey: string | null;
    /** What payments writes into it. Empty for one that was made in the provider's dashboard. */
    readonly metadata: Readonly<Record<string, string>>;
    readonly createdAt: string;
  }[];
  readonly orders: readonly Row[];
  readonly payments: readonly Row[];
  readonly orderRefunds: readonly Row[];
  /** The lines of the orders' histories, as customers read them. */
  readonly histories: readonly Row[];
  readonly paymentRefunds: readonly Row[];
  /** By service: rows of the keys' table whose operation has not ended. */
  readonly openKeys: readonly (Row & { readonly service: string })[];
  /** By service: rows that are not published. */
  readonly unpublished: readonly (Row & { readonly service: string })[];
  /** By queue and state: `waiting`, `active`, `delayed`, `failed`. */
  readonly jobs: readonly { readonly queue: string; readonly state: string; readonly count: number }[];
  readonly deadLetters: readonly {
    readonly queue: string;
    readonly id: string;
    readonly name: string;
    readonly reason: string;
  }[];
  /** email's own. */
  readonly emails: readonly Row[];
  /** What arrived in the inbox. */
  readonly mails: readonly {
    readonly messageId: string;
    readonly to: string;
    readonly subject: string;
    readonly text: string;
  }[];
  /** Every answer that a customer of this scenario got. */
  readonly responses: readonly CustomerResponse[];
  /** By process: the breakers that are not closed, `payments->stripe: open`. Empty where only the ledgers themselves were read, as `spentBudgets`. */
  readonly openBreakers: readonly string[];
  /** By process: who has used up its retries, for ten seconds at most. */
  readonly spentBudgets: readonly string[];
  /** Leases of keys, idle transactions, waiting locks. */
  readonly locks: readonly Row[];
  /** Events of the provider that payments has not taken yet. */
  readonly undelivered: readonly string[];
  /** What could not be read, and why: a ledger whose server a scenario has put down. Its lists are empty then. */
  readonly unreadable: readonly string[];
}
