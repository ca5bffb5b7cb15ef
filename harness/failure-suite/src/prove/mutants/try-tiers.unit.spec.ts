import { describe, expect, it } from '@jest/globals';
import { type Outcome } from './judge-mutant.ts';
import { type Mutant } from './mutant.ts';
import { type Tiers, tryTiers } from './try-tiers.ts';

const mutant: Mutant = {
  id: '1',
  file: 'apps/payments/src/payment/payment.ts',
  line: 1,
  column: 1,
  kind: 'EqualityOperator',
  original: 'a < b',
  replacement: 'a <= b',
};
const an = (result: Outcome['result'], tier: Outcome['tier']): Outcome => ({
  result,
  tier,
  because: 'said so',
  seconds: 1,
});

describe('tryTiers', () => {
  const ranWith = async (
    tiers: Tiers,
    bySuite: Outcome['result'],
    known: { specs?: Outcome; suite?: Outcome } = {},
  ): Promise<readonly string[]> => {
    const ran: string[] = [];
    await tryTiers({ mutant, ...known }, tiers, {
      suite: () => {
        ran.push('suite');
        return Promise.resolve(an(bySuite, 'suite'));
      },
      specs: () => {
        ran.push('specs');
        return Promise.resolve(an('killed', 'unit'));
      },
    });
    return ran;
  };

  it.each<[Tiers, Outcome['result'], readonly string[]]>([
    ['both', 'killed', ['suite']],
    ['both', 'timeout', ['suite']],
    ['both', 'survived', ['suite', 'specs']],
    ['both', 'could not run', ['suite', 'specs']],
    ['specs', 'killed', ['specs']],
    ['suite', 'survived', ['suite']],
  ])('runs, with %s and a mutant that has %s in the suite, %j', async (tiers, bySuite, expected) => {
    expect(await ranWith(tiers, bySuite)).toEqual(expected);
  });

  it('runs no tier again', async () => {
    const suite = an('survived', 'suite');
    expect(await ranWith('both', 'killed', { suite })).toEqual(['specs']);
    expect(await ranWith('both', 'killed', { suite, specs: an('killed', 'unit') })).toEqual([]);
    expect(await ranWith('specs', 'killed', { suite: an('killed', 'suite') })).toEqual(['specs']);
  });
});
