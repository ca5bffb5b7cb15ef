import { metrics } from '@holdfast/service-defaults';
import { Counter, Gauge } from '@prometheus-io/client';
import { type Failure } from './delivery.ts';

const registers = [metrics];

export const sentEmails = new Counter({
  name: 'email_sent_total',
  help: 'Emails accepted by the mail server, by kind.',
  labelNames: ['kind'] as const,
  registers,
});

const failures = [
  'refused',
  'deferred',
  'sender_rejected',
  'unreachable',
  'uncertain',
] as const satisfies Failure['kind'][];

export const failedAttempts = new Counter({
  name: 'email_failed_attempts_total',
  help: 'Failed attempts to send an email, by result.',
  labelNames: ['result'] as const,
  registers,
});
// The first failure must be an increase, also for an alert.
for (const result of failures) failedAttempts.inc({ result }, 0);

/** Includes those of killed processes, unless withdrawn. Each may have arrived; with `resend`, twice. */
export const uncertainEmails = new Counter({
  name: 'email_uncertain_total',
  help: 'Attempts after which an email may or may not have been sent.',
  registers,
});

/**
 * Measures the shared ledger, so all processes report the same: take the maximum, not the sum. Excludes held
 * emails that an operator gave up.
 */
export const unsentEmails = new Gauge({
  name: 'email_unsent',
  help: 'Unsent emails in the ledger, by state (queued, sending, held) and kind.',
  labelNames: ['state', 'kind'] as const,
  registers,
});

/** Age since the email was requested, or since an operator sent it again. */
export const oldestUnsent = new Gauge({
  name: 'email_oldest_unsent_seconds',
  help: 'Age of the oldest unsent email, by state; 0 if there is none.',
  labelNames: ['state'] as const,
  registers,
});
