import { areValid } from '@holdfast/service-defaults';
import { z } from 'zod';
import { retryCapMs } from './backoff.ts';
import { defaultRetentionMs } from './outbox-reaper.ts';
import { defaultLeaseMs } from './outbox-rows.ts';
import { longestPublishMs, publishingTimes } from './queue-backend.ts';
import { lockMs } from './worker-locks.ts';

const hourMs = 3_600_000;
const ms = z.coerce.number().int().min(10).max(600_000);

/** The settings of a service that consumes messages. Spread them into the service's own schema. */
export const consumerSettings = {
  /** How long a job stays a process's own without a sign of life; others look every half of it. */
  JOB_LOCK_MS: ms.default(lockMs),
  /** What the pauses between attempts at a job, and between a relay's tries, grow to. */
  QUEUE_RETRY_CAP_MS: ms.default(retryCapMs),
};

/** The settings of a service with an outbox. */
export const relaySettings = {
  RELAY_POLL_MS: ms.default(500),
  RELAY_LEASE_MS: ms.default(defaultLeaseMs),
  QUEUE_RETRY_CAP_MS: consumerSettings.QUEUE_RETRY_CAP_MS,
  /** All of publishing must fit twice into the breaker's window of 30 s: these bounds see to it. */
  QUEUE_CONNECT_TIMEOUT_MS: ms.max(3_000).default(publishingTimes.connectMs),
  QUEUE_ANSWER_TIMEOUT_MS: ms.max(8_000).default(publishingTimes.answerMs),
  /** Longer than a queue remembers finished jobs, 24 h; shorter than an inbox remembers messages, 30 days, or one is handled twice. */
  OUTBOX_RETENTION_HOURS: z.coerce
    .number()
    .int()
    .min(25)
    .max(696)
    .default(defaultRetentionMs / hourMs),
};

type Settings<T extends Record<string, z.ZodType>> = { readonly [K in keyof T]: z.output<T[K]> };

/** What is wrong when another relay may take rows that this one is still publishing: for a `refine` with `outlastsPublishing`. */
export const leaseTooShort = {
  path: ['RELAY_LEASE_MS'],
  error:
    'must not be less than twice QUEUE_CONNECT_TIMEOUT_MS, QUEUE_ANSWER_TIMEOUT_MS and 1000 together, or rows are published twice while their server hangs',
  when: areValid('RELAY_LEASE_MS', 'QUEUE_CONNECT_TIMEOUT_MS', 'QUEUE_ANSWER_TIMEOUT_MS'),
};

export function outlastsPublishing(settings: Settings<typeof relaySettings>): boolean {
  return settings.RELAY_LEASE_MS >= longestPublish(settings);
}

export function relayOptions(settings: Settings<typeof relaySettings>) {
  return {
    pollMs: settings.RELAY_POLL_MS,
    leaseMs: settings.RELAY_LEASE_MS,
    retryCapMs: settings.QUEUE_RETRY_CAP_MS,
    times: publishingTimesOf(settings),
    retentionMs: settings.OUTBOX_RETENTION_HOURS * hourMs,
  };
}

/** How long publishing may take with these settings, while its server hangs: what a time limit around it must allow. */
export function longestPublish(settings: Settings<typeof relaySettings>): number {
  return longestPublishMs(publishingTimesOf(settings));
}

export function consumerOptions(settings: Settings<typeof consumerSettings>) {
  return { lockMs: settings.JOB_LOCK_MS, retryCapMs: settings.QUEUE_RETRY_CAP_MS };
}

function publishingTimesOf(settings: Settings<typeof relaySettings>) {
  return { connectMs: settings.QUEUE_CONNECT_TIMEOUT_MS, answerMs: settings.QUEUE_ANSWER_TIMEOUT_MS };
}
