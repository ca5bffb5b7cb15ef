import { setTimeout as pause } from 'node:timers/promises';
import { type Logger } from 'pino';
import { type EmailConfig } from '../email.config.ts';
import { type EmailClaim, type EmailLedger, type Next } from '../ledger/email.ledger.ts';
import { emailTimes } from '../email-times.ts';
import { type OrderLinks } from '../emails/order-links.ts';
import { type OrderEmail, renderEmail } from '../emails/order-email.ts';
import { type Delivery, type Failure, pauseMs, withoutAddresses } from './delivery.ts';
import { failedAttempts, sentEmails, uncertainEmails } from './email.metrics.ts';
import { type SmtpClient } from './smtp.client.ts';

/** 4 s in all: as long as most restarts of a database take (guess), and short enough for a process that stops. */
const sentPausesMs = [250, 500, 1_000, 2_000];

export class SendEmailHandler {
  constructor(
    private readonly ledger: EmailLedger,
    private readonly smtp: SmtpClient,
    private readonly config: Pick<EmailConfig, 'EMAIL_WHEN_UNCERTAIN'>,
    private readonly logger: Logger,
    private readonly times = emailTimes,
    private readonly links?: OrderLinks,
  ) {}

  /** Writes the mail down and tries to send it. From then on the ledger sees to it, and the job that asked for it is done. */
  async take(mail: OrderEmail): Promise<void> {
    const claim = await this.ledger.enter(mail, this.smtp.domain);
    if (claim !== undefined) await this.attempt(claim, mail);
  }

  /** True when the mail server has the mail. */
  async attempt(claim: EmailClaim, mail: OrderEmail): Promise<boolean> {
    const { emailId, messageId, to } = claim;
    const written = renderEmail(mail, this.links?.to(mail.job.orderId));
    const outgoing = { mail: written, to, messageId, idempotencyKey: emailId };
    const delivery = await this.smtp.send(outgoing, () => this.reachEnd(claim));
    await this.conclude(claim, delivery);
    return delivery.kind === 'accepted';
  }

  /** Killed between this commit and that of the outcome, nobody can know that the mail is out; killed before, it surely is not. */
  private async reachEnd(claim: EmailClaim): Promise<void> {
    if (!(await this.ledger.markFinalDot(claim)))
      throw new Error(`attempt ${claim.attempt} at ${claim.emailId} has been overtaken, and ends no mail`);
  }

  private conclude(claim: EmailClaim, delivery: Delivery): Promise<void> {
    return delivery.kind === 'accepted' ? this.concludeSent(claim) : this.concludeUnsent(claim, delivery);
  }

  private async concludeSent(claim: EmailClaim): Promise<void> {
    sentEmails.inc({ kind: claim.kind });
    if (await this.insistOnSent(claim)) return;
    this.logger.warn({ emailId: claim.emailId, attempt: claim.attempt }, 'a mail was sent a second time');
  }

  /** The answer that ends the doubt is known in this process only: it does not give up at the first failure. */
  private async insistOnSent(claim: EmailClaim): Promise<boolean> {
    for (const ms of sentPausesMs) {
      try {
        return await this.ledger.markSent(claim);
      } catch (error) {
        this.logger.warn({ err: error, emailId: claim.emailId }, 'a sent mail is not written down yet');
        await pause(ms);
      }
    }
    return this.ledger.markSent(claim);
  }

  private async concludeUnsent(claim: EmailClaim, failure: Failure): Promise<void> {
    const { emailId, attempt, kind } = claim;
    failedAttempts.inc({ result: failure.kind });
    if (failure.kind === 'uncertain') uncertainEmails.inc();
    const status = await this.ledger.release(claim, this.nextAfter(failure, attempt), failure.reason);
    const facts = { emailId, kind, attempt, result: failure.kind };
    const reason = withoutAddresses(failure.reason);
    if (status === 'held') this.logger.error(facts, `a mail is left to a person: ${reason}`);
    else this.logger.warn(facts, `a mail is not sent yet: ${reason}`);
  }

  private nextAfter(failure: Failure, attempt: number): Next {
    const isHeld =
      failure.kind === 'refused' ||
      (failure.kind === 'uncertain' && this.config.EMAIL_WHEN_UNCERTAIN === 'hold');
    return isHeld
      ? { kind: 'held' }
      : { kind: 'queued', afterMs: pauseMs(failure, attempt, Math.random, this.times) };
  }
}
