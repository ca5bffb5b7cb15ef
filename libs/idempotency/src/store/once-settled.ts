import { setTimeout as delay } from 'node:timers/promises';
import { type ClaimRow } from './claim.ts';

/** 10 looks, 25 ms apart: some ten times what a statement takes whose connection was lost under it (guess). */
const maxPolls = 10;
const pollEveryMs = 25;

const isInFlight = (result: unknown): boolean =>
  (result as Partial<ClaimRow> | undefined)?.result === 'in_flight';

/**
 * Runs once more what was sent before over a connection that was lost. A key that is found busy may be so with that very statement, which
 * is still under way, and not with somebody else's: it is asked for until that is over.
 */
export async function onceSettled<Row>(
  run: (rows: readonly Row[]) => Promise<unknown[]>,
  rows: readonly Row[],
): Promise<unknown[]> {
  const results = await run(rows);
  for (let polls = 0; polls < maxPolls && results.some(isInFlight); polls += 1) {
    await delay(pollEveryMs);
    const busy = rows.map((row, index) => ({ row, index })).filter(({ index }) => isInFlight(results[index]));
    const again = await run(busy.map(({ row }) => row));
    for (const [nth, { index }] of busy.entries()) results[index] = again[nth];
  }
  return results;
}
