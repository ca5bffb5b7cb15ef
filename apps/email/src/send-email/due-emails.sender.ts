import { Log, reasonOf, Settings } from '@holdfast/service-defaults';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { type EmailConfig } from '../email.config.ts';
import { type DueEmail, EmailLedger, type Unsent } from '../ledger/email.ledger.ts';
import { EmailTimes, emailTimes } from '../email-times.ts';
import { readOrderEmail } from '../emails/order-email.ts';
import { uncertainLimits } from './delivery.ts';
import { oldestUnsent, uncertainEmails, unsentEmails } from './email.metrics.ts';
import { SendEmailHandler } from './send-email.handler.ts';
import { emailConcurrency } from './smtp.dependency.ts';

/** 10 s: less than the usual scrape interval of 15 s. */
const measureMs = 10_000;

/**
 * Sends due emails from the ledger: those that failed at first, that a killed process left, whose job the
 * queue lost, or that an operator sent again. Runs in every process.
 */
@Injectable()
export class DueEmailsSender implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;
  private failures = 0;
  private measureTimer: NodeJS.Timeout | undefined;
  private measuring: Promise<void> = Promise.resolve();
  private hasMeasureFailed = false;

  constructor(
    private readonly ledger: EmailLedger,
    private readonly handler: SendEmailHandler,
    @Settings() private readonly config: Pick<EmailConfig, 'EMAIL_WHEN_UNCERTAIN'>,
    @Log() private readonly logger: Logger,
    private readonly times: EmailTimes = emailTimes,
  ) {}

  onApplicationBootstrap(): void {
    this.run();
    this.keepMeasuring();
  }

  /** Waits for the current emails. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.measureTimer);
    await Promise.all([this.running, this.measuring]);
  }

  /**
   * Tries to send up to ten due emails. True if there may be more and the mail server accepted all of these.
   */
  async runOnce(): Promise<boolean> {
    const uncertainLimit = uncertainLimits[this.config.EMAIL_WHEN_UNCERTAIN];
    uncertainEmails.inc(await this.ledger.holdAbandoned(uncertainLimit));
    const emails = await this.ledger.claimDue(emailConcurrency, uncertainLimit);
    const areSent = await Promise.all(emails.map((email) => this.send(email)));
    return areSent.length === emailConcurrency && areSent.every(Boolean);
  }

  async measure(): Promise<void> {
    report(await this.ledger.unsent());
  }

  /** An email that this version cannot read waits for one that can, and shows in the age of the oldest. */
  private async send(email: DueEmail): Promise<boolean> {
    if (email.wasUncertain) uncertainEmails.inc();
    try {
      return (await this.handler.attempt(email, readOrderEmail(email.kind, email.content))) === 'accepted';
    } catch (error) {
      this.logger.error(
        { err: error, emailId: email.emailId },
        'attempt to send an email failed unexpectedly',
      );
      return false;
    }
  }

  private run(): void {
    this.running = this.drain().finally(() => {
      if (!this.isStopped) this.timer = setTimeout(() => this.run(), this.times.pollMs).unref();
    });
  }

  /** On its own timer, so that the gauges stay current during a backlog. */
  private keepMeasuring(): void {
    this.measuring = this.tryToMeasure().finally(() => {
      if (!this.isStopped) this.measureTimer = setTimeout(() => this.keepMeasuring(), measureMs).unref();
    });
  }

  private async tryToMeasure(): Promise<void> {
    try {
      await this.measure();
      this.hasMeasureFailed = false;
    } catch (error) {
      if (!this.hasMeasureFailed) this.logger.warn(`failed to measure the unsent emails: ${reasonOf(error)}`);
      this.hasMeasureFailed = true;
    }
  }

  private async drain(): Promise<void> {
    try {
      while (!this.isStopped && (await this.runOnce()));
      if (this.failures > 0) this.logger.info({ failures: this.failures }, 'sending of due emails recovered');
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.logger[this.failures === 1 ? 'warn' : 'debug'](
        { failures: this.failures },
        `failed to read due emails: ${reasonOf(error)}`,
      );
    }
  }
}

function report(unsent: readonly Unsent[]): void {
  unsentEmails.reset();
  for (const { state, kind, emails } of unsent) unsentEmails.set({ state, kind }, emails);
  for (const state of ['queued', 'sending', 'held'] as const) {
    const ages = unsent.filter((each) => each.state === state).map(({ oldestSeconds }) => oldestSeconds);
    oldestUnsent.set({ state }, Math.max(0, ...ages));
  }
}
