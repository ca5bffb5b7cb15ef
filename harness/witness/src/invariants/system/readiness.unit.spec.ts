import { describe, expect, it } from '@jest/globals';
import { type ReadinessReading } from '../../ledgers/readiness.ts';
import { against, aLedger, startedAt } from '../evidence.fixture.ts';

const checks = ['postgres', 'queues', 'provider-key'];
const read = (over: Partial<ReadinessReading>) => ({
  readiness: [{ at: startedAt + 5_000, process: 'payments', status: 200, checks, down: [], ...over }],
});
const stopped = (at: number, act = 'stop payments') => [{ at: startedAt + at, process: 'payments', act }];

describe('40: readiness', () => {
  it.each<[what: string, over: Partial<ReadinessReading>]>([
    ['is ready with all that it needs', {}],
    ['is ready without its queues and its provider', { down: ['queues', 'provider-key'] }],
    ['is not ready without its database', { status: 503, down: ['postgres', 'queues'] }],
  ])('holds for a process that %s', (_what, over) => {
    expect(against(40, aLedger(), read(over))).toBe('');
  });

  it.each<[over: Partial<ReadinessReading>, says: string]>([
    [
      { status: 503, down: ['provider-key'] },
      'payments is not ready (503) although postgres is up; down: provider-key',
    ],
    [{ status: 503 }, 'payments is not ready (503) although postgres is up; down: nothing'],
    [{ down: ['postgres'] }, 'payments is ready (200) although postgres is down'],
    [{ checks: ['queues'] }, 'payments does not report whether postgres is up'],
  ])('is contradicted by %j', (over, says) => {
    expect(against(40, aLedger(), read(over))).toBe(says);
  });

  it('allows a process that ends, but not one that ends much later, or another', () => {
    const unready = read({ status: 503, down: ['queues'] });
    expect(against(40, aLedger(), { ...unready, acts: stopped(4_000) })).toBe('');
    expect(against(40, aLedger(), { ...unready, acts: stopped(8_001) })).toContain('is not ready');
    expect(against(40, aLedger(), { ...unready, acts: stopped(4_000, 'pause payments') })).toContain(
      'is not ready',
    );
  });
});
