import { z } from 'zod';

const attempts = z.coerce.number().int().min(1).max(1_000_000_000);

/**
 * How many attempts are taken before the rest is refused with 429. All are guesses: a shop looks at its own numbers and sets them. What an
 * address means is a household or an office; where thousands share one (a mobile carrier), the numbers per address are higher.
 */
export const attemptLimitSettings = {
  /** 30: one customer needs about a minute per order; an office that orders lunch together still fits. */
  LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE: attempts.default(30),
  /** 20: more than anyone buys within an hour, and few enough that a stranger cannot fill somebody's inbox. */
  LIMIT_CHECKOUTS_PER_EMAIL_HOUR: attempts.default(20),
  /** 20: a customer gives up after three or four cards; a card tester has thousands to try. */
  LIMIT_DECLINES_PER_ADDRESS_HOUR: attempts.default(20),
  /** 10: a customer with more refunds in a day talks to an operator. */
  LIMIT_REFUNDS_PER_EMAIL_DAY: attempts.default(10),
  /** 50: each order and each refund sends an email or two to an address that nobody has confirmed. */
  LIMIT_MAILS_PER_EMAIL_DAY: attempts.default(50),
  /** 600: each new key is kept for KEY_RETENTION_HOURS; one address adds at most a row every six seconds. */
  LIMIT_KEYS_PER_ADDRESS_HOUR: attempts.default(600),
};

export type AttemptLimitSettings = z.output<z.ZodObject<typeof attemptLimitSettings>>;
