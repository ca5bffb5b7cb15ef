import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from 'prom-client';

const registers = [metrics];

export const sentEmails = new Counter({
  name: 'email_sent_total',
  help: 'Mails that the mail server took, by kind.',
  labelNames: ['kind'] as const,
  registers,
});

/** `result`: refused, deferred, sender_rejected, unreachable, uncertain. */
export const failedAttempts = new Counter({
  name: 'email_failed_attempts_total',
  help: 'Attempts at sending a mail that the mail server did not take, by how they ended.',
  labelNames: ['result'] as const,
  registers,
});

/** Also those that a killed process left. Each may be in its mailbox, and with `resend` twice. */
export const uncertainEmails = new Counter({
  name: 'email_uncertain_total',
  help: 'Times that nobody could know whether the mail server had taken a mail.',
  registers,
});

/** Of the ledger, so every process tells the same: take the maximum, not the sum. Held ones that a person gave up are not among them. */
export const unsentEmails = new Gauge({
  name: 'email_unsent',
  help: 'Mails in the ledger that are not sent, by state (queued, sending, held) and kind.',
  labelNames: ['state', 'kind'] as const,
  registers,
});

/** Since it was asked for, or since a person had it sent again. */
export const oldestUnsent = new Gauge({
  name: 'email_oldest_unsent_seconds',
  help: 'Age of the oldest mail that is not sent, by state; 0 when there is none.',
  labelNames: ['state'] as const,
  registers,
});
