import { type LedgerDifference, now } from '@holdfast/witness';
import { type LiveSystem } from './live-system.ts';

interface Page {
  readonly recent: readonly Omit<LedgerDifference, 'state'>[];
  readonly differences: readonly LedgerDifference[];
  readonly next: string | null;
}

/** 10 s per page: longer than all its calls. */
const pageMs = 10_000;

/**
 * The product's own comparison of Stripe, payments and checkout in a scenario's time, without repairs.
 * Differences too recent to count are included: at rest, nothing is too recent. Undefined if the provider's
 * clock was moved: its records are outside that time.
 * @throws Error if a ledger cannot be read.
 */
export async function compareLedgers(system: LiveSystem): Promise<LedgerDifference[] | undefined> {
  const { startedAt, secrets, signal, simulator } = system;
  if (simulator.isAhead) return undefined;
  // Checkout has payments compare itself with Stripe first.
  const url = system.address('checkout');
  const { operatorKey } = secrets;
  const period = { since: new Date(startedAt).toISOString(), until: new Date(now()).toISOString() };
  const found: LedgerDifference[] = [];
  for (let after: string | null | undefined = undefined; after !== null;) {
    const response = await fetch(`${url}/reconciliations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...period, ...(after === undefined ? {} : { after }) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(pageMs)]),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`checkout returned ${response.status} for POST /reconciliations: ${text}`);
    const { recent, differences, next } = JSON.parse(text) as Page;
    found.push(...recent.map((each) => ({ ...each, state: 'recent' })), ...differences);
    after = next;
  }
  return found;
}
