/** 8 s: Stripe's waits grow to hours, but here a recovered stack should get its events within seconds. */
const longestWaitMs = 8_000;
/** Stripe retries for three days in live mode: https://docs.stripe.com/webhooks#automatic-retries */
const giveUpAfterMs = 3 * 24 * 60 * 60 * 1_000;

/** Doubles each wait from `firstRetryMs` up to 8 s; null after three days. */
export function nextAttemptAt(
  firstRetryMs: number,
  failedAttempts: number,
  createdAt: number,
  now: number,
): number | null {
  const at = now + Math.min(firstRetryMs * 2 ** (failedAttempts - 1), longestWaitMs);
  return at - createdAt > giveUpAfterMs ? null : at;
}
