import { type Scenario } from '../../scenario/scenario.ts';
import { stackEnvironment } from '../../run/stack-environment.ts';

/** The provider sends a webhook again after at most that long. */
const webhooksMs = 8_000;

/**
 * The waits of an order that is broken everywhere, with their shipped values: payments is killed while it
 * charges, its call counts as unsent, then its order's; then the receipt's worker is killed while it sends.
 */
export const waits = [
  ['payments', 'KEY_LEASE_MS', 12_000],
  ['payments', 'KEY_ABSENCE_GRACE_MS', 60_000],
  ['checkout', 'KEY_ABSENCE_GRACE_MS', 60_000],
  ['checkout', 'KEY_RECHECK_CAP_MS', 15_000],
  ['checkout', 'BREAKER_OPEN_CAP_MS', 15_000],
  ['email', 'JOB_LOCK_MS', 10_000],
  ['email', 'QUEUE_RETRY_CAP_MS', 10_000],
  ['email', 'EMAIL_LEASE_MS', 30_000],
] as const;

/** From healing to quiescence after a random plan, with these settings, ms. */
export function livenessOf(settings: Scenario['settings']): number {
  const environment = stackEnvironment(settings);
  const lengths = waits.map(([service, setting, shipped]) =>
    Number(environment[service]?.[setting] ?? environment['*']?.[setting] ?? shipped),
  );
  return lengths.reduce((sum, each) => sum + each, webhooksMs);
}
