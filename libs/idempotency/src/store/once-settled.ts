import { setTimeout as delay } from 'node:timers/promises';
import { type ClaimRow } from './claim.ts';

/** 10 polls, 25 ms apart: about ten times as long as the statement takes whose connection was lost. */
const maxPolls = 10;
const pollEveryMs = 25;

const isInFlight = (result: unknown): boolean =>
  (result as Partial<ClaimRow> | undefined)?.result === 'in_flight';

/**
 * Runs again what was sent before over a connection that was lost. A key in flight may be held by that same
 * statement, which is still running, and not by another request: it is polled until that statement is over.
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
