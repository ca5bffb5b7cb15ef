import { reasonOf } from '../logging/logger.ts';
import { reconciliationComment } from '../postgres/background-comment.ts';
import { recordRepair, type RepairedDifference } from './repair-record.ts';
import { type ReconciliationDatabase } from './run-store.ts';

/** A difference between two ledgers and what can be done about it. */
export interface FindingWith<Repair> extends RepairedDifference {
  /** Time since either side last changed, ms. */
  readonly quietMs: number;
  readonly then:
    { readonly repair: Repair } | { readonly state: 'waiting' | 'needs_decision'; readonly action: string };
}

/** The state of a difference, and in words what was done, would be done, or is proposed. */
export interface DifferenceStatus {
  readonly state: 'repaired' | 'repairable' | 'not_repaired' | 'waiting' | 'needs_decision';
  readonly action: string;
}

export interface Repairs<Repair extends { readonly kind: string }> {
  /** A row about each repair is committed here before it is made. If that fails, the repair is not made. */
  readonly database: ReconciliationDatabase;
  /**
   * Differences that changed more recently are too recent to count, ms: they may resolve at any moment.
   * None counts until the database has been up as long: nothing could resolve while it was down.
   */
  readonly minAgeMs: number;
  readonly isWanted: boolean;
  /**
   * Applies a repair; must be idempotent. If it throws, the reason becomes the action, and the next
   * difference follows.
   */
  readonly repair: (repair: Repair) => Promise<void>;
  readonly words: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>>;
}

/**
 * Repairs findings one after the other, if repair is wanted and safe. Findings that are too recent are only
 * returned.
 */
export async function repairFindings<Repair extends { readonly kind: string }, F extends FindingWith<Repair>>(
  findings: readonly F[],
  repairs: Repairs<Repair>,
): Promise<{ readonly recent: readonly F[]; readonly handled: readonly (readonly [F, DifferenceStatus])[] }> {
  if (findings.length === 0) return { recent: [], handled: [] };
  const upMs = await sinceStartOf(repairs.database);
  const isRecent = ({ quietMs }: F): boolean => Math.min(quietMs, upMs) < repairs.minAgeMs;
  const old = findings.filter((finding) => !isRecent(finding));
  const handled: [F, DifferenceStatus][] = [];
  for (const finding of old) handled.push([finding, await repairFinding(finding, repairs)]);
  return { recent: findings.filter(isRecent), handled };
}

async function repairFinding<Repair extends { readonly kind: string }, F extends FindingWith<Repair>>(
  finding: F,
  { database, isWanted, repair, words }: Repairs<Repair>,
): Promise<DifferenceStatus> {
  const { then } = finding;
  if ('state' in then) return then;
  const kind: Repair['kind'] = then.repair.kind;
  const [done, todo] = words[kind];
  if (!isWanted) return { state: 'repairable', action: todo };
  try {
    await recordRepair(database, finding);
    await repair(then.repair);
    return { state: 'repaired', action: done };
  } catch (error) {
    const action = `The repair failed: ${reasonOf(error).replace(/\.$/, '')}. The next run tries again.`;
    return { state: 'not_repaired', action };
  }
}

async function sinceStartOf(database: ReconciliationDatabase): Promise<number> {
  const { rows } = await database.query<{ ms: number }>(
    `${reconciliationComment}
     select extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8 * 1000 as ms`,
    [],
  );
  return rows[0]?.ms ?? 0;
}
