import { reasonOf } from '../logger.ts';

/** A difference between ledgers, as far as it matters what becomes of it. */
export interface FindingWith<Repair> {
  /** How long nothing has happened to either side, ms. */
  readonly quietMs: number;
  readonly then:
    { readonly repair: Repair } | { readonly state: 'waiting' | 'needs_decision'; readonly action: string };
}

/** What became of a difference, and in words what was done, would be done, or is proposed. */
export interface DifferenceStatus {
  readonly state: 'repaired' | 'repairable' | 'not_repaired' | 'waiting' | 'needs_decision';
  readonly action: string;
}

export interface Repairs<Repair extends { readonly kind: string }> {
  /** What is quiet for less is under way, ms: it may end by itself any moment, and is only named. */
  readonly minAgeMs: number;
  readonly isWanted: boolean;
  /** Does it; doing it twice is doing it once. What it throws is told in the ending, and the next difference has its turn. */
  readonly repair: (repair: Repair) => Promise<void>;
  readonly words: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>>;
}

/** Repairs what is found, one after the other, where that is wanted and safe. */
export async function repairFindings<Repair extends { readonly kind: string }, F extends FindingWith<Repair>>(
  findings: readonly F[],
  repairs: Repairs<Repair>,
): Promise<{ readonly recent: readonly F[]; readonly handled: readonly (readonly [F, DifferenceStatus])[] }> {
  const isRecent = ({ quietMs }: F): boolean => quietMs < repairs.minAgeMs;
  const old = findings.filter((finding) => !isRecent(finding));
  const handled: [F, DifferenceStatus][] = [];
  for (const finding of old) handled.push([finding, await repairFinding(finding, repairs)]);
  return { recent: findings.filter(isRecent), handled };
}

async function repairFinding<Repair extends { readonly kind: string }>(
  { then }: FindingWith<Repair>,
  { isWanted, repair, words }: Repairs<Repair>,
): Promise<DifferenceStatus> {
  if ('state' in then) return then;
  const kind: Repair['kind'] = then.repair.kind;
  const [done, todo] = words[kind];
  if (!isWanted) return { state: 'repairable', action: todo };
  try {
    await repair(then.repair);
    return { state: 'repaired', action: done };
  } catch (error) {
    const action = `The repair failed: ${reasonOf(error).replace(/\.$/, '')}. It is tried again.`;
    return { state: 'not_repaired', action };
  }
}
