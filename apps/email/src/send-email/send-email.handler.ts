import { Injectable } from '@nestjs/common';
import { type Claim, EmailLedger, type Recipient } from '../ledger/email.ledger.ts';
import { type Mail } from '../mails/mail.ts';
import { SmtpClient } from './smtp.client.ts';

@Injectable()
export class SendEmailHandler {
  constructor(
    private readonly ledger: EmailLedger,
    private readonly smtp: SmtpClient,
  ) {}

  async send(recipient: Recipient, mail: Mail): Promise<void> {
    const claim = await this.ledger.claim(recipient, this.smtp.domain);
    if (claim === 'finished') return;
    if (claim === 'under way')
      throw new Error(`the ${recipient.kind} mail of ${recipient.orderId} is being sent by another delivery`);
    await this.deliver(claim, recipient.to, mail);
    // Killed here, nobody can know that the mail is out: it is sent again under the same Message-ID.
    if (!(await this.ledger.markSent(claim)))
      throw new Error(
        `a later attempt at ${claim.emailId} took over while attempt ${claim.attempt} was sending`,
      );
  }

  private async deliver(claim: Claim, to: string, mail: Mail): Promise<void> {
    try {
      await this.smtp.send(mail, to, claim.messageId);
    } catch (error) {
      await this.giveBack(claim, error);
      throw error;
    }
  }

  private async giveBack(claim: Claim, failure: unknown): Promise<void> {
    try {
      await this.ledger.giveBack(claim);
    } catch (error) {
      throw new AggregateError(
        [failure, error],
        `${claim.emailId} was not sent and stays claimed until its lease ends`,
        {
          cause: failure,
        },
      );
    }
  }
}
