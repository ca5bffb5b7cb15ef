import { describe, expect, it } from '@jest/globals';
import { repairFindings, type FindingWith } from './findings.ts';

interface Mend {
  readonly kind: 'mend';
  readonly id: number;
}

const mend = (id: number, quietMs = 60_000): FindingWith<Mend> => ({
  quietMs,
  then: { repair: { kind: 'mend', id } },
});
const words = { mend: ['It was mended.', 'It can be mended.'] } as const;

describe('repairFindings', () => {
  const mended: number[] = [];
  const repair = ({ id }: Mend): Promise<void> => {
    mended.push(id);
    return id === 2 ? Promise.reject(new Error('no')) : Promise.resolve();
  };

  it('repairs one after the other, and goes on behind one that fails', async () => {
    const findings = [mend(1), mend(2), mend(3)];
    const { handled } = await repairFindings(findings, { minAgeMs: 1_000, isWanted: true, repair, words });
    expect(mended).toEqual([1, 2, 3]);
    expect(handled.map(([finding, { state, action }]) => [findings.indexOf(finding), state, action])).toEqual(
      [
        [0, 'repaired', 'It was mended.'],
        [1, 'not_repaired', 'The repair failed: no. It is tried again.'],
        [2, 'repaired', 'It was mended.'],
      ],
    );
  });

  it('only names what is under way, and only tells where nothing is to be repaired', async () => {
    mended.length = 0;
    const forAPerson = { quietMs: 1_000, then: { state: 'needs_decision', action: 'Look.' } } as const;
    const result = await repairFindings<Mend, FindingWith<Mend>>([mend(1, 999), mend(3), forAPerson], {
      minAgeMs: 1_000,
      isWanted: false,
      repair,
      words,
    });
    expect(mended).toEqual([]);
    expect(result.recent).toEqual([mend(1, 999)]);
    expect(result.handled.map(([, status]) => status)).toEqual([
      { state: 'repairable', action: 'It can be mended.' },
      { state: 'needs_decision', action: 'Look.' },
    ]);
  });
});
