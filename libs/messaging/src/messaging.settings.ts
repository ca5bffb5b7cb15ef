import { areValid, timings } from '@holdfast/service-defaults';
import { z } from 'zod';
import { retryCapMs } from './backoff.ts';
import { defaultRetentionMs } from './outbox-reaper.ts';
import { defaultLeaseMs } from './outbox-rows.ts';
import { longestPublishMs, publishingTimes } from './queue-backend.ts';
import { lockMs } from './worker-locks.ts';

const hourMs = 3_600_000;
const ms = z.coerce.number().int().min(10).max(600_000);

/** Timings of a service that consumes messages, to be spread into its schema. */
export const consumerTimings = timings({
  /**
   * A job whose lock was not renewed for this long counts as abandoned; other processes check twice per
   * interval.
   */
  JOB_LOCK_MS: ms.default(lockMs),
  /** The longest pause between two attempts at a job, and between two attempts of a relay. */
  QUEUE_RETRY_CAP_MS: ms.default(retryCapMs),
});

/** Timings of a service with an outbox, to be spread into its schema. */
export const relayTimings = timings({
  QUEUE_RETRY_CAP_MS: consumerTimings.QUEUE_RETRY_CAP_MS,
  RELAY_POLL_MS: ms.default(500),
  RELAY_LEASE_MS: ms.default(defaultLeaseMs),
  /** With these bounds, publishing fits twice into the breaker's window of 30 s. */
  QUEUE_CONNECT_TIMEOUT_MS: ms.max(3_000).default(publishingTimes.connectMs),
  QUEUE_ANSWER_TIMEOUT_MS: ms.max(8_000).default(publishingTimes.answerMs),
  /**
   * Longer than a queue remembers finished jobs (24 h) and shorter than an inbox remembers messages (30
   * days). Outside these bounds a republished message may be handled twice.
   */
  OUTBOX_RETENTION_HOURS: z.coerce
    .number()
    .int()
    .min(25)
    .max(696)
    .default(defaultRetentionMs / hourMs),
});

type Settings<T extends Record<string, z.ZodType>> = { readonly [K in keyof T]: z.output<T[K]> };

/**
 * The issue for a `refine` with `outlastsPublishing`: another relay could take rows that this one is still
 * publishing.
 */
export const leaseTooShort = {
  path: ['RELAY_LEASE_MS'],
  error:
    'must be at least 2 × QUEUE_CONNECT_TIMEOUT_MS + QUEUE_ANSWER_TIMEOUT_MS + 1000, or rows are published twice while the queue server hangs',
  when: areValid('RELAY_LEASE_MS', 'QUEUE_CONNECT_TIMEOUT_MS', 'QUEUE_ANSWER_TIMEOUT_MS'),
};

export function outlastsPublishing(settings: Settings<typeof relayTimings>): boolean {
  return settings.RELAY_LEASE_MS >= longestPublish(settings);
}

export function relayOptions(settings: Settings<typeof relayTimings>) {
  return {
    pollMs: settings.RELAY_POLL_MS,
    leaseMs: settings.RELAY_LEASE_MS,
    retryCapMs: settings.QUEUE_RETRY_CAP_MS,
    times: publishingTimesOf(settings),
    retentionMs: settings.OUTBOX_RETENTION_HOURS * hourMs,
  };
}

/**
 * The longest time that publishing takes with these settings while its server hangs. A timeout around it must
 * allow for it.
 */
export function longestPublish(settings: Settings<typeof relayTimings>): number {
  return longestPublishMs(publishingTimesOf(settings));
}

export function consumerOptions(settings: Settings<typeof consumerTimings>) {
  return { lockMs: settings.JOB_LOCK_MS, retryCapMs: settings.QUEUE_RETRY_CAP_MS };
}

function publishingTimesOf(settings: Settings<typeof relayTimings>) {
  return { connectMs: settings.QUEUE_CONNECT_TIMEOUT_MS, answerMs: settings.QUEUE_ANSWER_TIMEOUT_MS };
}
