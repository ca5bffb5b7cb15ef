import { type Dependency, DependencyError, Resilience } from '@holdfast/resilience';
import { Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { type EmailConfig, type Mailbox } from '../email.config.ts';
import { EmailTimes, emailTimes } from '../email-times.ts';
import { type RenderedEmail } from '../emails/rendered-email.ts';
import { composeEmail } from './email.composer.ts';
import { type Delivery } from './delivery.ts';
import { FinalDotGate } from './final-dot-gate.ts';
import { classifySmtp } from './smtp-error.classifier.ts';
import { failureOf } from './smtp-failure.ts';
import { SmtpHealth } from './smtp-health.ts';
import { mostAttempts, smtpDependency } from './smtp.dependency.ts';

interface GatedEmail extends SendMailOptions {
  readonly raw: Buffer;
  readonly end: FinalDotGate;
}

export interface OutgoingEmail {
  readonly email: RenderedEmail;
  readonly to: string;
  /** The same on every attempt, with angle brackets. */
  readonly messageId: string;
  /** The same on every attempt, for a provider with idempotency keys. SMTP does not use it. */
  readonly idempotencyKey: string;
}

/**
 * Sends emails through the mail server. To use another provider, write a class with the same `domain`, `send`
 * and `health`.
 */
@Injectable()
export class SmtpClient implements OnApplicationShutdown {
  readonly health: SmtpHealth;
  private readonly server: Dependency;
  private readonly transport: Transporter;
  private readonly from: Mailbox;

  constructor(
    resilience: Resilience,
    @Settings() config: Pick<EmailConfig, 'SMTP_URL' | 'EMAIL_FROM'>,
    { attemptMs, silenceMs }: EmailTimes = emailTimes,
  ) {
    this.server = resilience.dependency(smtpDependency(attemptMs));
    const greetingMs = silenceMs / 2;
    this.from = config.EMAIL_FROM;
    this.transport = createTransport({
      url: config.SMTP_URL,
      pool: true,
      // An attempt that waited for a connection would spend its time there.
      maxConnections: mostAttempts,
      // The ledger decides about retries. A retry by the pool could send an email twice.
      maxRequeues: 0,
      connectionTimeout: greetingMs,
      greetingTimeout: greetingMs,
      socketTimeout: silenceMs,
      dnsTimeout: greetingMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.health = new SmtpHealth(() => this.transport.verify(), attemptMs);
    this.transport.use('stream', ({ data, message }, done) => {
      const { raw, end } = data as GatedEmail;
      message.createReadStream = () => end.guard(raw);
      done();
    });
  }

  get domain(): string {
    return this.from.address.slice(this.from.address.lastIndexOf('@') + 1);
  }

  /**
   * Makes one attempt. `beforeFinalDot` runs when the server has the whole email except the final dot,
   * without which it must not accept it. If `beforeFinalDot` throws, the dot is not sent.
   */
  async send(outgoing: OutgoingEmail, beforeFinalDot: () => Promise<void>): Promise<Delivery> {
    const end = new FinalDotGate(beforeFinalDot);
    try {
      await this.server.run<void>(({ signal }) => this.offer(outgoing, end, signal), {
        classify: classifySmtp,
      });
      return { kind: 'accepted' };
    } catch (error) {
      if (!end.mayBeOut && !(error instanceof DependencyError)) throw error;
      const failure = failureOf(error, end.mayBeOut);
      if (failure.kind !== 'refused' && failure.kind !== 'deferred') this.health.doubt();
      return failure;
    } finally {
      end.isOver = true;
    }
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private async offer(
    { email, to, messageId }: OutgoingEmail,
    end: FinalDotGate,
    signal: AbortSignal,
  ): Promise<void> {
    signal.addEventListener('abort', () => (end.isOver = true), { once: true });
    const { envelope, source: raw } = composeEmail(email, { from: this.from, to, messageId });
    const guarded: GatedEmail = { envelope, messageId, raw, signal, end };
    await this.transport.sendMail(guarded);
  }
}
