import { describe, expect, it } from '@jest/globals';
import { repairFindings, type FindingWith } from './findings.ts';

interface Fix {
  readonly kind: 'fix';
  readonly id: number;
}

const fixable = (id: number, quietMs = 60_000): FindingWith<Fix> => ({
  quietMs,
  then: { repair: { kind: 'fix', id } },
});
const words = { fix: ['It was fixed.', 'It can be fixed.'] } as const;

describe('repairFindings', () => {
  const repaired: number[] = [];
  const repair = ({ id }: Fix): Promise<void> => {
    repaired.push(id);
    return id === 2 ? Promise.reject(new Error('no')) : Promise.resolve();
  };

  const record = (): Promise<void> => Promise.resolve();

  it('repairs one after the other, and continues after one that fails', async () => {
    const findings = [fixable(1), fixable(2), fixable(3)];
    const { handled } = await repairFindings(findings, {
      minAgeMs: 1_000,
      isWanted: true,
      record,
      repair,
      words,
    });
    expect(repaired).toEqual([1, 2, 3]);
    expect(handled.map(([finding, { state, action }]) => [findings.indexOf(finding), state, action])).toEqual(
      [
        [0, 'repaired', 'It was fixed.'],
        [1, 'not_repaired', 'The repair failed: no. The next run tries again.'],
        [2, 'repaired', 'It was fixed.'],
      ],
    );
  });

  it('records each repair before it is made, and makes none that cannot be recorded', async () => {
    const steps: string[] = [];
    const { handled } = await repairFindings<Fix, FindingWith<Fix>>([fixable(1), fixable(3)], {
      minAgeMs: 1_000,
      isWanted: true,
      record: ({ then }) => {
        const id = 'repair' in then ? then.repair.id : 0;
        steps.push(`record ${id}`);
        return id === 3 ? Promise.reject(new Error('disk full')) : Promise.resolve();
      },
      repair: ({ id }) => Promise.resolve(void steps.push(`repair ${id}`)),
      words,
    });
    expect(steps).toEqual(['record 1', 'repair 1', 'record 3']);
    expect(handled.map(([, { state }]) => state)).toEqual(['repaired', 'not_repaired']);
  });

  it('only lists recent findings, and repairs nothing unless asked', async () => {
    repaired.length = 0;
    const needsDecision = { quietMs: 1_000, then: { state: 'needs_decision', action: 'Look.' } } as const;
    const result = await repairFindings<Fix, FindingWith<Fix>>([fixable(1, 999), fixable(3), needsDecision], {
      minAgeMs: 1_000,
      isWanted: false,
      record,
      repair,
      words,
    });
    expect(repaired).toEqual([]);
    expect(result.recent).toEqual([fixable(1, 999)]);
    expect(result.handled.map(([, status]) => status)).toEqual([
      { state: 'repairable', action: 'It can be fixed.' },
      { state: 'needs_decision', action: 'Look.' },
    ]);
  });
});
