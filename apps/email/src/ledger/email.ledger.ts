import { type EmailKind, newId } from '@holdfast/contracts';
import { type DataSource } from 'typeorm';
import { emailTimes } from '../email-times.ts';
import { identityOf, messageIdOf, supersededBy } from '../emails/email-identity.ts';
import { type OrderEmail } from '../emails/order-email.ts';
import * as statements from './ledger.statements.ts';

/** One attempt at sending a mail. `attempt` is its fence: an older one may say of a mail only that it was sent. */
export interface EmailClaim {
  readonly emailId: string;
  readonly kind: EmailKind;
  readonly to: string;
  readonly messageId: string;
  readonly attempt: number;
}

/** A mail whose turn it is, and what it is written from. */
export interface DueEmail extends EmailClaim {
  readonly content: unknown;
  /** Whether an attempt before may have got it out. */
  readonly wasUncertain: boolean;
}

/** What becomes of a mail that was not sent: tried again after a while, or left to a person. */
export type Next = { readonly kind: 'queued'; readonly afterMs: number } | { readonly kind: 'held' };

/** How many mails of a kind are in a state, and how long the oldest has waited. */
export interface Unsent {
  readonly state: 'queued' | 'sending' | 'held';
  readonly kind: EmailKind;
  readonly mails: number;
  readonly oldestSeconds: number;
}

export class EmailLedger {
  constructor(
    private readonly database: DataSource,
    private readonly leaseMs = emailTimes.leaseMs,
  ) {}

  /**
   * Writes the mail down, once by its identity, and claims the first attempt. Undefined: it is there already and taken care of, or it would
   * be untrue by now, or it has to wait until the mail that it supersedes is out.
   */
  async enter(mail: OrderEmail, messageIdDomain: string): Promise<EmailClaim | undefined> {
    const { kind, job } = mail;
    const emailId = newId('eml');
    const messageId = messageIdOf(mail, messageIdDomain);
    const [row] = await this.database.query<{ isNew: boolean }[]>(statements.enter, [
      emailId,
      job.orderId,
      identityOf(mail),
      job.to,
      messageId,
      JSON.stringify(job),
      this.leaseMs,
      supersededBy(mail),
      kind === 'refund' ? job.refundedAt : null,
    ]);
    return row?.isNew ? { emailId, kind, to: job.to, messageId, attempt: 1 } : undefined;
  }

  /** Claims mails whose turn it is: those that wait no longer, and those that a process left in the middle. */
  claimDue(limit: number, mayBeSentAgain: boolean): Promise<DueEmail[]> {
    return this.database.query<DueEmail[]>(statements.claimDue, [limit, mayBeSentAgain, this.leaseMs]);
  }

  /** Leaves to a person what a process left when the mail server may have had all of it. Gives how many. */
  async holdAbandoned(): Promise<number> {
    return (await this.database.query<unknown[]>(statements.holdAbandoned)).length;
  }

  /** From here on the mail may be out. False when this attempt has been overtaken: then it must not end its mail. */
  markFinalDot({ emailId, attempt }: EmailClaim): Promise<boolean> {
    return this.changes(statements.markFinalDot, [emailId, attempt]);
  }

  /** Whichever attempt says so, it is the truth. False when another has said it before. */
  markSent({ emailId }: EmailClaim): Promise<boolean> {
    return this.changes(statements.markSent, [emailId]);
  }

  /** What became of the mail: 'held' also when it has been tried for four days. Undefined when the attempt has been overtaken; then nothing changes. */
  async release(
    { emailId, attempt }: EmailClaim,
    next: Next,
    reason: string,
  ): Promise<'queued' | 'held' | undefined> {
    const afterMs = next.kind === 'queued' ? next.afterMs : null;
    const [row] = await this.database.query<{ status: 'queued' | 'held' }[]>(statements.release, [
      emailId,
      attempt,
      afterMs,
      reason,
    ]);
    return row?.status;
  }

  unsent(): Promise<Unsent[]> {
    return this.database.query<Unsent[]>(statements.unsent);
  }

  private async changes(statement: string, values: readonly unknown[]): Promise<boolean> {
    return (await this.database.query<unknown[]>(statement, [...values])).length === 1;
  }
}
