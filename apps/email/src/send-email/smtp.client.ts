import { type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { type Mailbox } from '../email.config.ts';
import { type Mail } from '../mails/mail.ts';

/** 5 s for each silence of the mail server: a healthy one answers within a second (guess). */
const silenceMs = 5_000;
/** 12 s for a whole attempt, however slowly the server trickles: less than the 15 s in which a stopping process drains. */
const attemptMs = 12_000;

export class SmtpClient implements OnApplicationShutdown {
  private readonly transport: Transporter;

  constructor(
    url: string,
    private readonly from: Mailbox,
  ) {
    this.transport = createTransport({
      url,
      pool: true,
      // An attempt is ours to repeat: one that the pool repeats by itself could send a mail twice behind the ledger's back.
      maxRequeues: 0,
      connectionTimeout: silenceMs,
      greetingTimeout: silenceMs,
      socketTimeout: silenceMs,
      dnsTimeout: silenceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  get domain(): string {
    return this.from.address.slice(this.from.address.lastIndexOf('@') + 1);
  }

  /** Resolves once the server has taken the mail. `messageId` is the same on every attempt. */
  async send(mail: Mail, to: string, messageId: string): Promise<void> {
    await this.transport.sendMail({
      ...mail,
      from: this.from,
      to: { name: '', address: to },
      messageId,
      signal: AbortSignal.timeout(attemptMs),
    });
  }

  async verify(): Promise<void> {
    await this.transport.verify();
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
