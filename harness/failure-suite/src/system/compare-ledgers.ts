import { pause } from '@holdfast/engine';
import { type LedgerDifference, type LedgerTotal, now } from '@holdfast/witness';
import { type LiveSystem } from './live-system.ts';

export interface LedgerComparison {
  readonly differences: readonly LedgerDifference[];
  /** Counted by it, page by page. */
  readonly totals: readonly LedgerTotal[];
}

interface Page {
  readonly checked: readonly LedgerTotal[];
  readonly recent: readonly Omit<LedgerDifference, 'state'>[];
  readonly differences: readonly LedgerDifference[];
  readonly next: string | null;
}

/** 10 s per page: longer than all its calls. */
const pageMs = 10_000;

export type LedgersOf = Pick<LiveSystem, 'address' | 'secrets' | 'signal' | 'startedAt'> & {
  readonly simulator: Pick<LiveSystem['simulator'], 'isAhead'>;
};

/**
 * The product's own comparison of Stripe, payments and checkout in a scenario's time, without repairs.
 * Differences too recent to count are included: at rest, nothing is too recent. Undefined if the provider's
 * clock was moved: its records are outside that time.
 * @throws Error if a ledger cannot be read.
 */
export async function compareLedgers(system: LedgersOf): Promise<LedgerComparison | undefined> {
  const { startedAt, simulator } = system;
  if (simulator.isAhead) return undefined;
  const period = { since: new Date(startedAt).toISOString(), until: new Date(now()).toISOString() };
  const found: LedgerDifference[] = [];
  const totals: LedgerTotal[] = [];
  for (let after: string | null | undefined = undefined; after !== null;) {
    const page = { ...period, ...(after === undefined ? {} : { after }) };
    const { checked, recent, differences, next } = await pageOfLedgers(system, page);
    found.push(...recent.map((each) => ({ ...each, state: 'recent' })), ...differences);
    totals.push(...checked);
    after = next;
  }
  return { differences: found, totals };
}

/**
 * Obeys `Retry-After`: the scheduled comparison may have met the fault just before it was healed. Its pause
 * outlasts the fault.
 */
async function pageOfLedgers(system: LedgersOf, page: object): Promise<Page> {
  const until = now() + pageMs;
  const signal = AbortSignal.any([system.signal, AbortSignal.timeout(pageMs)]);
  for (;;) {
    // Checkout has payments compare itself with Stripe first.
    const response = await fetch(`${system.address('checkout')}/reconciliations`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${system.secrets.operatorKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(page),
      signal,
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Page;
    const waitMs = 1_000 * Number(response.headers.get('retry-after') ?? Infinity);
    if (response.status !== 503 || now() + waitMs >= until)
      throw new Error(`checkout returned ${response.status} for POST /reconciliations: ${text}`);
    await pause(waitMs, signal);
  }
}
