import { describe, expect, it } from '@jest/globals';
import { repairFindings, type FindingWith } from './findings.ts';
import { type ReconciliationDatabase } from './run-store.ts';

interface Fix {
  readonly kind: 'fix';
  readonly id: number;
}

const about = { kind: 'broken', found: 'It is broken.', orderId: 'ord_1', paymentId: null, refundId: null };
const fixable = (id: number, quietMs = 60_000): FindingWith<Fix> => ({
  ...about,
  orderId: `ord_${id}`,
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

  /** A database that started so long ago, ms. */
  const databaseUp = (
    ms: number,
    insert: (orderId: unknown) => void = () => undefined,
  ): ReconciliationDatabase => ({
    query: (text, values) => {
      const isStart = text.includes('pg_postmaster_start_time');
      if (!isStart) insert(values[2]);
      return Promise.resolve({ rows: (isStart ? [{ ms }] : []) as never[], rowCount: 1 });
    },
  });

  it('repairs one after the other, and continues after one that fails', async () => {
    const findings = [fixable(1), fixable(2), fixable(3)];
    const { handled } = await repairFindings(findings, {
      database: databaseUp(1_000),
      minAgeMs: 1_000,
      isWanted: true,
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
      database: databaseUp(1_000, (orderId) => {
        steps.push(`record ${String(orderId)}`);
        if (orderId === 'ord_3') throw new Error('disk full');
      }),
      minAgeMs: 1_000,
      isWanted: true,
      repair: ({ id }) => Promise.resolve(void steps.push(`repair ${id}`)),
      words,
    });
    expect(steps).toEqual(['record ord_1', 'repair 1', 'record ord_3']);
    expect(handled.map(([, { state }]) => state)).toEqual(['repaired', 'not_repaired']);
  });

  it('only lists recent findings, and repairs nothing unless asked', async () => {
    repaired.length = 0;
    const needsDecision = {
      ...about,
      quietMs: 1_000,
      then: { state: 'needs_decision', action: 'Look.' },
    } as const;
    const result = await repairFindings<Fix, FindingWith<Fix>>([fixable(1, 999), fixable(3), needsDecision], {
      database: databaseUp(1_000),
      minAgeMs: 1_000,
      isWanted: false,
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

  it('treats everything as recent until the database has been up as long, as nothing could resolve before', async () => {
    repaired.length = 0;
    const findings = [fixable(1), fixable(3)];
    const options = { minAgeMs: 1_000, isWanted: true, repair, words };
    const justStarted = await repairFindings(findings, { ...options, database: databaseUp(999) });
    expect(justStarted).toEqual({ recent: findings, handled: [] });
    expect(repaired).toEqual([]);
    await repairFindings(findings, { ...options, database: databaseUp(1_000) });
    expect(repaired).toEqual([1, 3]);
  });
});
