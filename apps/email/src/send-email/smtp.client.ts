import { type Dependency, DependencyError, type Resilience } from '@holdfast/resilience';
import { type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { type EmailConfig, type Mailbox } from '../email.config.ts';
import { emailTimes } from '../email-times.ts';
import { type RenderedEmail } from '../emails/rendered-email.ts';
import { type Delivery } from './delivery.ts';
import { FinalDotGate } from './final-dot-gate.ts';
import { classifySmtp } from './smtp-error.classifier.ts';
import { failureOf } from './smtp-failure.ts';
import { smtpDependency } from './smtp.dependency.ts';

interface GatedEmail extends SendMailOptions {
  readonly end: FinalDotGate;
}

export interface OutgoingEmail {
  readonly mail: RenderedEmail;
  readonly to: string;
  /** The same on every attempt, with angle brackets. */
  readonly messageId: string;
  /** The same on every attempt: for a provider that sends once per key. SMTP has no use for it. */
  readonly idempotencyKey: string;
}

/** Hands mails to the mail server. Another provider takes its place by having the same `domain`, `send` and `verify`. */
export class SmtpClient implements OnApplicationShutdown {
  private readonly server: Dependency;
  private readonly transport: Transporter;
  private readonly from: Mailbox;

  constructor(
    resilience: Resilience,
    config: Pick<EmailConfig, 'SMTP_URL' | 'EMAIL_FROM'>,
    { attemptMs, silenceMs } = emailTimes,
  ) {
    this.server = resilience.dependency(smtpDependency(attemptMs));
    const greetingMs = silenceMs / 2;
    this.from = config.EMAIL_FROM;
    this.transport = createTransport({
      url: config.SMTP_URL,
      pool: true,
      // An attempt is ours to repeat: one that the pool repeats by itself could send a mail twice behind the ledger's back.
      maxRequeues: 0,
      connectionTimeout: greetingMs,
      greetingTimeout: greetingMs,
      socketTimeout: silenceMs,
      dnsTimeout: greetingMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.transport.use('stream', ({ data, message }, done) => {
      const { end } = data as GatedEmail;
      message.processFunc((mail) => end.guard(mail));
      done();
    });
  }

  get domain(): string {
    return this.from.address.slice(this.from.address.lastIndexOf('@') + 1);
  }

  /**
   * One attempt. `beforeEnd` runs when the server has all of the mail but its end, without which it must not take it; where that throws,
   * the end is not sent.
   */
  async send(outgoing: OutgoingEmail, beforeEnd: () => Promise<void>): Promise<Delivery> {
    const end = new FinalDotGate(beforeEnd);
    try {
      await this.server.run<void>(({ signal }) => this.offer(outgoing, end, signal), {
        classify: classifySmtp,
      });
      return { kind: 'accepted' };
    } catch (error) {
      if (!end.mayBeOut && !(error instanceof DependencyError)) throw error;
      return failureOf(error, end.mayBeOut);
    } finally {
      end.isOver = true;
    }
  }

  /** For the readiness check. It asks past the breaker: whether the server is there now is just what it wants to know. */
  async verify(): Promise<void> {
    await this.transport.verify();
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private async offer(
    { mail, to, messageId }: OutgoingEmail,
    end: FinalDotGate,
    signal: AbortSignal,
  ): Promise<void> {
    signal.addEventListener('abort', () => (end.isOver = true), { once: true });
    const whole = { ...mail, from: this.from, to: { name: '', address: to }, messageId };
    const guarded: GatedEmail = { ...whole, signal, end };
    await this.transport.sendMail(guarded);
  }
}
