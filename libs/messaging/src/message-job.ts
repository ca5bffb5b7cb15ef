import { type Job, type JobsOptions } from 'bullmq';

/** 20 attempts take about a minute and a half. */
export const defaultAttempts = 20;

/** 24 h, during which BullMQ drops a second job of a handled message. Inboxes remember it for longer. */
export const completedKeptSeconds = 24 * 3_600;

/**
 * 1,000 handled messages of a queue, about 2 MB. Redis holds them in memory, where those of a day would take
 * 5.5 kB per order. Deleting one more with each result costs Redis little; Postgres would read all of them.
 */
export const completedKeptInRedis = 1_000;

/**
 * The options of a request. Its sender receives the result, so it is tried once and leaves no dead letter.
 */
export const requestOptions = { attempts: 1, removeOnFail: true } satisfies JobsOptions;

export const isRequest = ({ opts }: Job): boolean => opts.removeOnFail === requestOptions.removeOnFail;

/**
 * The result of a request's job, failures included: BullMQ deletes a failed job, so a client that missed its
 * event could not read the error.
 */
export interface RequestReply {
  readonly value?: unknown;
  readonly failed?: string;
}
