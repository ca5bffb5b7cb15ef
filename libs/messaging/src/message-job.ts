import { type Job, type JobsOptions } from 'bullmq';

/** 20 tries last about a minute and a half. */
export const defaultAttempts = 20;

/** A day: for so long BullMQ drops a second job of a message that was handled. Inboxes remember for longer. */
export const completedKeptSeconds = 24 * 3_600;

/** What a request is: who sent it is told how it ended, so it is tried once and leaves no dead letter. */
export const requestOptions = { attempts: 1, removeOnFail: true } satisfies JobsOptions;

export const isRequest = ({ opts }: Job): boolean => opts.removeOnFail === requestOptions.removeOnFail;

/**
 * The result of a request's job. A failure travels in it too: of a job that failed nothing is left to read for who missed the event of it.
 */
export interface Reply {
  readonly value?: unknown;
  readonly failed?: string;
}
