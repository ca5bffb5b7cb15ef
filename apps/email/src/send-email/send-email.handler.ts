import { setTimeout as pause } from 'node:timers/promises';
import { Log, Settings } from '@holdfast/service-defaults';
import { Injectable, Optional } from '@nestjs/common';
import { type Logger } from 'pino';
import { type EmailConfig } from '../email.config.ts';
import { type EmailClaim, EmailLedger, type Next } from '../ledger/email.ledger.ts';
import { EmailTimes, emailTimes } from '../email-times.ts';
import { OrderLinks } from '../emails/order-links.ts';
import { type OrderEmail, renderEmail } from '../emails/order-email.ts';
import { type Delivery, type Failure, pauseMs, uncertainLimits, withoutAddresses } from './delivery.ts';
import { failedAttempts, sentEmails, uncertainEmails } from './email.metrics.ts';
import { SmtpClient } from './smtp.client.ts';

/** About 4 s in total: longer than most database restarts, short enough for a stopping process. */
const sentPausesMs = [250, 500, 1_000, 2_000];

/** `superseded`: the attempt did not send the email, and the ledger no longer has the attempt. */
export type AttemptEnd = 'accepted' | 'unsent' | 'superseded';

@Injectable()
export class SendEmailHandler {
  constructor(
    private readonly ledger: EmailLedger,
    private readonly smtp: SmtpClient,
    @Settings() private readonly config: Pick<EmailConfig, 'EMAIL_WHEN_UNCERTAIN'>,
    @Log() private readonly logger: Logger,
    private readonly times: EmailTimes = emailTimes,
    @Optional() private readonly links?: OrderLinks,
  ) {}

  /**
   * Records the email and tries to send it. The job is done then; the ledger handles further attempts. If a
   * crash of the database lost the entry, no attempt can end, and the email is entered again.
   */
  async sendOnce(email: OrderEmail): Promise<void> {
    let claim = await this.ledger.enter(email, this.smtp.domain);
    while (claim !== undefined && (await this.attempt(claim, email)) === 'superseded')
      claim = await this.ledger.enter(email, this.smtp.domain);
  }

  async attempt(claim: EmailClaim, email: OrderEmail): Promise<AttemptEnd> {
    const { emailId, messageId, to } = claim;
    const written = renderEmail(email, this.links?.to(email.job.orderId));
    const outgoing = { email: written, to, messageId, idempotencyKey: emailId };
    const delivery = await this.smtp.send(outgoing, () => this.markFinalDot(claim));
    return this.conclude(claim, delivery);
  }

  /**
   * If the process is killed before this commit, the email was definitely not sent; if between this commit
   * and the next, it may have been.
   */
  private async markFinalDot(claim: EmailClaim): Promise<void> {
    if (!(await this.ledger.markFinalDot(claim)))
      throw new Error(`attempt ${claim.attempt} at ${claim.emailId} was superseded before its final dot`);
  }

  private conclude(claim: EmailClaim, delivery: Delivery): Promise<AttemptEnd> {
    return delivery.kind === 'accepted' ? this.concludeSent(claim) : this.concludeUnsent(claim, delivery);
  }

  private async concludeSent(claim: EmailClaim): Promise<'accepted'> {
    sentEmails.inc({ kind: claim.kind });
    if (!(await this.markSentWithRetries(claim)))
      this.logger.warn({ emailId: claim.emailId, attempt: claim.attempt }, 'email sent a second time');
    return 'accepted';
  }

  /** Retries, because only this process knows that the email was sent. */
  private async markSentWithRetries(claim: EmailClaim): Promise<boolean> {
    for (const ms of sentPausesMs) {
      try {
        return await this.ledger.markSent(claim);
      } catch (error) {
        this.logger.warn({ err: error, emailId: claim.emailId }, 'failed to record a sent email, retrying');
        await pause(ms);
      }
    }
    return this.ledger.markSent(claim);
  }

  private async concludeUnsent(claim: EmailClaim, failure: Failure): Promise<'unsent' | 'superseded'> {
    const { emailId, attempt, kind } = claim;
    failedAttempts.inc({ result: failure.kind });
    if (failure.kind === 'uncertain') uncertainEmails.inc();
    const status = await this.ledger.release(claim, this.nextAfter(failure, claim), failure);
    const facts = { emailId, kind, attempt, result: failure.kind };
    const reason = withoutAddresses(failure.reason);
    if (status === 'held') this.logger.error(facts, `email held for a decision: ${reason}`);
    else this.logger.warn(facts, `email not sent yet: ${reason}`);
    return status === undefined ? 'superseded' : 'unsent';
  }

  private nextAfter(failure: Failure, { attempt, uncertainAttempts }: EmailClaim): Next {
    const isHeld =
      failure.kind === 'refused' ||
      (failure.kind === 'uncertain' &&
        uncertainAttempts + 1 >= uncertainLimits[this.config.EMAIL_WHEN_UNCERTAIN]);
    return isHeld
      ? { kind: 'held' }
      : { kind: 'queued', afterMs: pauseMs(failure, attempt, Math.random, this.times) };
  }
}
