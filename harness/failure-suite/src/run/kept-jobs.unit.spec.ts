import { describe, expect, it } from '@jest/globals';
import { keptJobs } from './kept-jobs.ts';

describe('keptJobs', () => {
  it('lists the queues that keep jobs for too long, or too many', () => {
    expect(
      keptJobs([
        { queue: 'checkout', old: 0, excess: 0 },
        { queue: 'email', old: 3, excess: 0 },
        { queue: 'payments', old: 0, excess: 1 },
      ]),
    ).toEqual([
      'Queue email keeps jobs for more than 24 h after they were handled: 3',
      'Queue payments keeps more than 1,000 handled jobs, by 1',
    ]);
  });
});
