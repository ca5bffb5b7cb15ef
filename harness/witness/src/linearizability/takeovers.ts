import { type CustomerResponse } from '../customers/shopper.ts';
import { type RowChange } from '../history/commit.ts';
import { type Evidence } from '../invariants/evidence.ts';

/** 10 ms: by how much the suite's clock may lag behind the database's, on one machine. */
const clockLagMs = 10;

/**
 * True for requests during which checkout took over a key. If it was theirs, their operation is in progress
 * elsewhere. History does not show whose key it is.
 */
export function takeovers({ history = [] }: Evidence): (response: CustomerResponse) => boolean {
  const times = history
    .filter(({ database, changes }) => database === 'checkout' && changes.some(hasNewOwner))
    .map(({ at }) => at);
  return ({ startedAt, endedAt }) =>
    times.some((at) => startedAt - clockLagMs <= at && at <= endedAt + clockLagMs);
}

const hasNewOwner = ({ table, before, after }: RowChange): boolean =>
  table === 'idempotency_key' && Number(after?.['epoch']) > Number(before?.['epoch']);
