/** Stripe's waits grow to hours; here a stack that came back should hear of its payments within seconds. */
const longestWaitMs = 8_000;
/** Stripe tries for three days in live mode: https://docs.stripe.com/webhooks#automatic-retries */
const giveUpAfterMs = 3 * 24 * 60 * 60 * 1_000;

/** Each wait is twice the one before, from `firstRetryMs` up to 8 s; null when three days have passed. */
export function nextAttemptAt(
  firstRetryMs: number,
  failedAttempts: number,
  createdAt: number,
  now: number,
): number | null {
  const at = now + Math.min(firstRetryMs * 2 ** (failedAttempts - 1), longestWaitMs);
  return at - createdAt > giveUpAfterMs ? null : at;
}
