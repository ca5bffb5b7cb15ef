import { describe, expect, it } from '@jest/globals';
import { aLedger } from '../invariants/evidence.fixture.ts';
import { whatStirs } from './quiescence.ts';

describe('what stirs', () => {
  it('tells an open breaker before the orders that it is waited for with', () => {
    const ledgers = aLedger({
      openBreakers: ['checkout->cache: open'],
      jobs: [{ queue: 'email', state: 'active', count: 1 }],
    });
    expect(whatStirs(ledgers).slice(0, 2)).toEqual([
      'breaker checkout->cache: open',
      '1 jobs are active on the queue email',
    ]);
  });
});
