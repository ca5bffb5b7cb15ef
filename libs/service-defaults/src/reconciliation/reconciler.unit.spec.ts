import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { metrics } from '../health/metrics.ts';
import { Reconciler } from './reconciler.ts';

describe('a Reconciler', () => {
  it('counts repairs from 0, so that the first ones are an increase', async () => {
    new Reconciler({
      database: { query: () => Promise.reject(new Error('never asked')) },
      name: 'books',
      intervalMs: 0,
      overlapMs: 0,
      leaseMs: 0,
      settleMs: 0,
      comparePage: () => Promise.reject(new Error('never asked')),
      kinds: ['charge_open'],
      logger: pino({ level: 'silent' }),
    });
    const text = await metrics.metrics();
    for (const state of ['repaired', 'not_repaired'])
      expect(text).toContain(`reconciliation_repairs_total{kind="charge_open",state="${state}"} 0`);
  });
});
