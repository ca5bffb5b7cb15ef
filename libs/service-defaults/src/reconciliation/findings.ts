import { reasonOf } from '../logger.ts';

/** A difference between ledgers, as far as it matters what becomes of it. */
export interface FindingWith<Repair> {
  /** How long nothing has happened to either side, ms. */
  readonly quietMs: number;
  readonly then:
    { readonly repair: Repair } | { readonly state: 'waiting' | 'for_a_person'; readonly action: string };
}

/** What became of a difference, and in words what was done, would be done, or is proposed. */
export interface Ending {
  readonly state: 'repaired' | 'repairable' | 'not_repaired' | 'waiting' | 'for_a_person';
  readonly action: string;
}

export interface Repairs<Repair extends { readonly kind: string }> {
  /** What is quiet for less is under way, ms: it may end by itself any moment, and is only named. */
  readonly underWayMs: number;
  readonly isWanted: boolean;
  /** Does it; doing it twice is doing it once. What it throws is told in the ending, and the next difference has its turn. */
  readonly repair: (repair: Repair) => Promise<void>;
  readonly words: Readonly<Record<Repair['kind'], readonly [done: string, todo: string]>>;
}

/** Repairs what is found, one after the other, where that is wanted and safe. */
export async function endingsOf<Repair extends { readonly kind: string }, F extends FindingWith<Repair>>(
  findings: readonly F[],
  repairs: Repairs<Repair>,
): Promise<{ readonly young: readonly F[]; readonly ended: readonly (readonly [F, Ending])[] }> {
  const isYoung = ({ quietMs }: F): boolean => quietMs < repairs.underWayMs;
  const old = findings.filter((finding) => !isYoung(finding));
  const ended: [F, Ending][] = [];
  for (const finding of old) ended.push([finding, await endingOf(finding, repairs)]);
  return { young: findings.filter(isYoung), ended };
}

async function endingOf<Repair extends { readonly kind: string }>(
  { then }: FindingWith<Repair>,
  { isWanted, repair, words }: Repairs<Repair>,
): Promise<Ending> {
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
