import { type Dependency, type Resilience } from '@holdfast/resilience';
import { type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { type EmailConfig, type Mailbox } from '../email.config.ts';
import { type Mail } from '../mails/mail.ts';
import { classifySmtp } from './smtp-error.classifier.ts';
import { smtpDependency } from './smtp.dependency.ts';

/** 5 s for each silence of the mail server: a healthy one answers within a second (guess). */
const silenceMs = 5_000;

export class SmtpClient implements OnApplicationShutdown {
  private readonly server: Dependency;
  private readonly transport: Transporter;
  private readonly from: Mailbox;

  constructor(resilience: Resilience, config: EmailConfig) {
    this.server = resilience.dependency(smtpDependency);
    this.from = config.MAIL_FROM;
    this.transport = createTransport({
      url: config.SMTP_URL,
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

  /** Resolves once the server has taken the mail. `messageId` is the same on every attempt. @throws DependencyError */
  send(mail: Mail, to: string, messageId: string): Promise<void> {
    const whole = { ...mail, from: this.from, to: { name: '', address: to }, messageId };
    return this.server.run<void>(
      async ({ signal }) => {
        await this.transport.sendMail({ ...whole, signal });
      },
      { classify: classifySmtp },
    );
  }

  /** For the readiness check. It asks past the breaker: whether the server is there now is just what it wants to know. */
  async verify(): Promise<void> {
    await this.transport.verify();
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
