import { isKilled, type Outcome } from './judge-mutant.ts';
import { type MutantResult } from './mutant-report.ts';
import { type Mutant } from './mutant.ts';

export type Tiers = 'specs' | 'suite' | 'both';

type Tier = (mutant: Mutant) => Promise<Outcome>;

/**
 * Runs the tiers that are not known yet. The suite has a score of its own, so it tries each mutant. A mutant
 * that it kills is killed by any tier, so the specs try only its survivors, unless they are asked alone.
 */
export async function tryTiers(
  result: MutantResult,
  tiers: Tiers,
  run: { readonly specs: Tier; readonly suite: Tier },
): Promise<MutantResult> {
  const { mutant } = result;
  let tried = result;
  if (tiers !== 'specs' && tried.suite === undefined) tried = { ...tried, suite: await run.suite(mutant) };
  const isDecided = tiers === 'both' && tried.suite !== undefined && isKilled(tried.suite);
  if (tiers !== 'suite' && tried.specs === undefined && !isDecided)
    tried = { ...tried, specs: await run.specs(mutant) };
  return tried;
}
