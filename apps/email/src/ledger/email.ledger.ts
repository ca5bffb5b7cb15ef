import { type EmailKind, newId } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmailTimes, emailTimes } from '../email-times.ts';
import { identityOf, messageIdOf, supersededBy } from '../emails/email-identity.ts';
import { type OrderEmail } from '../emails/order-email.ts';
import { type Failure } from '../send-email/delivery.ts';
import * as statements from './ledger.statements.ts';

/**
 * One attempt to send an email. `attempt` is its fence: an older attempt can only report that the email was
 * sent.
 */
export interface EmailClaim {
  readonly emailId: string;
  readonly kind: EmailKind;
  readonly to: string;
  readonly messageId: string;
  readonly attempt: number;
  /** The earlier attempts that may have sent it. */
  readonly uncertainAttempts: number;
}

/** An email that is due, with its content. */
export interface DueEmail extends EmailClaim {
  readonly content: unknown;
  /** True if the last attempt may have sent it. */
  readonly wasUncertain: boolean;
}

/** The next step for an unsent email: a retry, or a decision by an operator. */
export type Next = { readonly kind: 'queued'; readonly afterMs: number } | { readonly kind: 'held' };

/** The number of emails of a kind in a state, and the age of the oldest. */
export interface Unsent {
  readonly state: 'queued' | 'sending' | 'held';
  readonly kind: EmailKind;
  readonly emails: number;
  readonly oldestSeconds: number;
}

@Injectable()
export class EmailLedger {
  constructor(
    private readonly database: DataSource,
    private readonly times: EmailTimes = emailTimes,
  ) {}

  /**
   * Records the email, once per identity, and claims its first attempt. Undefined if it was recorded before,
   * if it is already untrue or its customer forgotten, or if it must wait for the attempt at the email that
   * it supersedes.
   */
  async enter(email: OrderEmail, messageIdDomain: string): Promise<EmailClaim | undefined> {
    const { kind, job } = email;
    const emailId = newId('eml');
    const messageId = messageIdOf(email, messageIdDomain);
    const [row] = await this.database.query<{ isNew: boolean }[]>(statements.enter, [
      emailId,
      job.orderId,
      identityOf(email),
      job.to,
      messageId,
      JSON.stringify(job),
      this.times.leaseMs,
      supersededBy(email),
      kind === 'refund' ? job.refundedAt : null,
    ]);
    return row?.isNew
      ? { emailId, kind, to: job.to, messageId, attempt: 1, uncertainAttempts: 0 }
      : undefined;
  }

  /**
   * Claims emails that are due. These include emails that a process abandoned, unless that was the last of
   * `uncertainLimit` attempts which may have sent it.
   */
  claimDue(limit: number, uncertainLimit: number): Promise<DueEmail[]> {
    return this.database.query<DueEmail[]>(statements.claimDue, [limit, uncertainLimit, this.times.leaseMs]);
  }

  /**
   * Holds abandoned emails for an operator to decide if `uncertainLimit` attempts may have sent each. Returns
   * their number.
   */
  async holdAbandoned(uncertainLimit: number): Promise<number> {
    return (await this.database.query<unknown[]>(statements.holdAbandoned, [uncertainLimit])).length;
  }

  /**
   * From here on the email may be sent. False if this attempt has been superseded: it must not send the final
   * dot.
   */
  markFinalDot({ emailId, attempt }: EmailClaim): Promise<boolean> {
    return this.changes(statements.markFinalDot, [emailId, attempt]);
  }

  /** Any attempt may report it, even a superseded one. False if another attempt already did. */
  markSent({ emailId }: EmailClaim): Promise<boolean> {
    return this.changes(statements.markSent, [emailId]);
  }

  /**
   * Returns the new status: 'held' also after four days of attempts. Undefined, and without a change, if the
   * attempt has been superseded.
   */
  async release(
    { emailId, attempt }: EmailClaim,
    next: Next,
    { kind, reason }: Failure,
  ): Promise<'queued' | 'held' | undefined> {
    const afterMs = next.kind === 'queued' ? next.afterMs : null;
    const [row] = await this.database.query<{ status: 'queued' | 'held' }[]>(statements.release, [
      emailId,
      attempt,
      afterMs,
      reason,
      kind === 'uncertain',
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
