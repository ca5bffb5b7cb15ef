import { isDeepStrictEqual } from 'node:util';
import { type Row } from './moves.ts';

type Rule = (before: Row, after: Row) => string[];

const differs = (before: Row, after: Row, ...columns: readonly string[]): boolean =>
  columns.some((column) => !isDeepStrictEqual(before[column], after[column]));

const becomes = (before: Row, after: Row, column: string): boolean =>
  (before[column] ?? null) === null && (after[column] ?? null) !== null;

/** A key that another owner takes over has a new epoch, which fences the former one. */
function stolen(before: Row, after: Row): string[] {
  if (after['owner'] === null || !differs(before, after, 'owner')) return [];
  return Number(after['epoch']) > Number(before['epoch']) ? [] : ['a new owner has the epoch of the former'];
}

/** How long a call may be repeated, and when an operator is asked, count from when it was sent. */
function datedAnew(before: Row, after: Row): string[] {
  const mayHaveHappened = before['state'] !== 'parked' || before['is_uncertain'] === true;
  const isSameCall = !differs(before, after, 'recovery_point', 'attempt');
  if (!mayHaveHappened || !isSameCall || !differs(before, after, 'sent_at')) return [];
  return ['a call that may have happened is dated anew'];
}

/** The input may name a customer and a payment method. No one needs it again. */
function keptInput(_before: Row, after: Row): string[] {
  const isKept = after['state'] === 'done' && (after['input'] ?? null) !== null;
  return isKept ? ['a finished operation keeps its input'] : [];
}

/** 60 s: `RECONCILE_OVERLAP_MS` in the suite; the shipped one is longer. */
const leastOverlapMs = 60_000;

/** A late change belongs to a period that was compared already. */
function uncompared(before: Row, after: Row): string[] {
  const end = before['complete_until'];
  if (!becomes(before, after, 'run_since') || !(end instanceof Date)) return [];
  const overlapMs = end.getTime() - Number(after['run_since']);
  return overlapMs < leastOverlapMs
    ? [`a comparison reaches back only ${overlapMs} ms before the end of the one before`]
    : [];
}

/** A comparison does not include what was placed after the end of its period, however long it takes. */
function claimsMore(before: Row, after: Row): string[] {
  if (!differs(before, after, 'complete_until')) return [];
  return isDeepStrictEqual(after['complete_until'], before['run_until'])
    ? []
    : ['a comparison claims another end than that of its period'];
}

/** Decided disputes are no longer measured or compared; open ones are. */
function closedWithout(_before: Row, after: Row): string[] {
  const isDecided = ['closed', 'won', 'lost'].includes(String(after['status']));
  const isClosed = (after['closed_at'] ?? null) !== null;
  if (isDecided === isClosed) return [];
  return [`a dispute that is ${String(after['status'])} ${isClosed ? 'has' : 'lacks'} the time of its end`];
}

const rules: Readonly<Record<string, readonly Rule[]>> = {
  dispute: [closedWithout],
  idempotency_key: [stolen, datedAnew, keptInput],
  reconciliation: [uncompared, claimsMore],
};

/** Rules that no single column can break. */
export const acrossColumns = (table: string, before: Row, after: Row): string[] =>
  (rules[table] ?? []).flatMap((rule) => rule(before, after));
