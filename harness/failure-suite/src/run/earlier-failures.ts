import { now, pause, resilienceOf } from '@holdfast/witness';

type Services = Parameters<typeof resilienceOf>[0];

/** 12 s: retry budgets cover ten seconds. A breaker counts failures in a row until a call succeeds. */
const longestMs = 12_000;
const pauseMs = 100;

/**
 * Earlier scenarios may have left a service fewer retries, or fewer failures until its breaker opens, than
 * the next one relies on. Waits for the retries, and shops until no breaker counts failures. Returns what is
 * left after `patienceMs`, by default 12 s.
 */
export async function forgetFailures(
  stack: Services,
  shop: (round: number) => Promise<unknown>,
  signal: AbortSignal,
  patienceMs = longestMs,
): Promise<readonly string[]> {
  const giveUpAt = now() + patienceMs;
  for (let round = 0; ; round += 1) {
    const { spentBudgets, failureStreaks } = await resilienceOf(stack);
    const left = [...spentBudgets, ...failureStreaks];
    if (left.length === 0 || now() > giveUpAt) return left;
    if (failureStreaks.length > 0) await shop(round);
    await pause(pauseMs, signal);
  }
}
