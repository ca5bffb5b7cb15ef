import { type AttemptLimitSettings } from './limit-attempts.settings.ts';

export interface AttemptLimit {
  /** Name of the counter, and `limit` in the response. */
  readonly name: string;
  readonly max: number;
  readonly withinSeconds: number;
  /** First sentence of the refusal's detail. */
  readonly text: string;
}

/** One use of a limit by a subject: a network address or a mailbox. */
export interface Attempt {
  readonly limit: AttemptLimit;
  readonly subject: string;
  /** False to check the limit before an attempt that counts only once its outcome is known. */
  readonly isCounted: boolean;
}

/** Attempts that are counted together. Later steps count only if this one exceeds no limit. */
export type Step = readonly Attempt[];

/** A request that is counted once, however often it is repeated within the time. */
export interface CountedRequest {
  readonly name: string;
  readonly knownForSeconds: number;
}

export interface Count {
  readonly attempt: Attempt;
  /** Includes this attempt, if it is counted. */
  readonly used: number;
  readonly resetMs: number;
}

export const isExceeded = ({ used, attempt: { limit, isCounted } }: Count): boolean =>
  isCounted ? used > limit.max : used >= limit.max;

const minute = 60;
const hour = 3_600;
const day = 86_400;

export function attemptLimits(settings: AttemptLimitSettings) {
  const limit = (name: string, max: number, withinSeconds: number, text: string): AttemptLimit => ({
    name,
    max,
    withinSeconds,
    text,
  });
  return {
    checkoutsPerAddress: limit(
      'checkouts_per_address',
      settings.LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE,
      minute,
      'Too many checkouts came from this network address.',
    ),
    checkoutsPerEmail: limit(
      'checkouts_per_email',
      settings.LIMIT_CHECKOUTS_PER_EMAIL_HOUR,
      hour,
      'Too many checkouts used this email address.',
    ),
    declinesPerAddress: limit(
      'declines_per_address',
      settings.LIMIT_DECLINES_PER_ADDRESS_HOUR,
      hour,
      'Too many cards from this network address were declined.',
    ),
    refundsPerEmail: limit(
      'refunds_per_email',
      settings.LIMIT_REFUNDS_PER_EMAIL_DAY,
      day,
      'Too many refunds were requested for orders with this email address.',
    ),
    emailsPerRecipient: limit(
      'emails_per_recipient',
      settings.LIMIT_EMAILS_PER_RECIPIENT_DAY,
      day,
      'Too many orders and refunds sent email to this address.',
    ),
    keysPerAddress: limit(
      'keys_per_address',
      settings.LIMIT_KEYS_PER_ADDRESS_HOUR,
      hour,
      'Too many new idempotency keys came from this network address.',
    ),
  } as const;
}
