import { describe, expect, it } from '@jest/globals';
import { groups, specsOf } from './test-groups.ts';
import { tiers } from './test-tiers.ts';

const none = (): boolean => false;

describe('groups', () => {
  it('hold specs of one project', () => {
    const specs = [
      'libs/a/test/x.spec.ts',
      'libs/b/test/y.spec.ts',
      'tools/keys/z.spec.ts',
      'tools/v.spec.ts',
    ];
    expect(groups(specs, 5, none)).toEqual({
      'libs-a-1': ['libs/a/test/x.spec.ts'],
      'libs-b-1': ['libs/b/test/y.spec.ts'],
      'tools-1': ['tools/keys/z.spec.ts', 'tools/v.spec.ts'],
    });
  });

  it('are about equally large', () => {
    const specs = Array.from({ length: 7 }, (_, n) => `libs/a/${n}.spec.ts`);
    expect(Object.values(groups(specs, 3, none)).map(({ length }) => length)).toEqual([3, 2, 2]);
  });

  it('leave alone what stands alone', () => {
    const specs = ['libs/a/x.spec.ts', 'libs/a/y.spec.ts', 'libs/a/z.spec.ts'];
    expect(groups(specs, 5, (spec) => spec.includes('y'))).toEqual({
      'libs-a-1': ['libs/a/x.spec.ts', 'libs/a/z.spec.ts'],
      'libs-a-y.spec.ts-1': ['libs/a/y.spec.ts'],
    });
  });

  it('hold every spec of a tier once', () => {
    for (const specs of tiers.map(specsOf))
      expect(
        Object.values(groups(specs, 6, none))
          .flat()
          .toSorted(),
      ).toEqual(specs.toSorted());
  });
});
