import { z } from 'zod';

const attempts = z.coerce.number().int().min(1).max(1_000_000_000);

/**
 * Attempts accepted before the rest is refused with 429. The defaults assume that a network address is a
 * household or an office; raise the limits per address where thousands share one, as at mobile carriers.
 */
export const attemptLimitSettings = {
  /** Enough for an office that orders lunch together: one customer needs about a minute per order. */
  LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE: attempts.default(30),
  /** More than a customer buys in an hour, and few enough that a stranger cannot flood an inbox. */
  LIMIT_CHECKOUTS_PER_EMAIL_HOUR: attempts.default(20),
  /** Customers give up after three or four cards; card testers have thousands. */
  LIMIT_DECLINES_PER_ADDRESS_HOUR: attempts.default(20),
  /** Customers with more refunds in a day should talk to an operator. */
  LIMIT_REFUNDS_PER_EMAIL_DAY: attempts.default(10),
  /** Each order and each refund sends one or two emails to an address that was never confirmed. */
  LIMIT_EMAILS_PER_RECIPIENT_DAY: attempts.default(50),
  /** Each new key is stored for KEY_RETENTION_HOURS; 600 an hour is one row every six seconds. */
  LIMIT_KEYS_PER_ADDRESS_HOUR: attempts.default(600),
};

export type AttemptLimitSettings = z.output<z.ZodObject<typeof attemptLimitSettings>>;
