import { describe, expect, it } from '@jest/globals';
import { statesIn } from './container-states.ts';

describe('container states', () => {
  it('are read from docker inspect, in its order', () => {
    const inspected = [
      { Name: '/holdfast-redis-1', State: { Status: 'exited', StartedAt: '2026-11-27T10:00:00Z' } },
      { Name: '/holdfast-email-1', State: { Status: 'running', StartedAt: '2026-11-27T10:00:01Z' } },
    ];
    expect(statesIn(JSON.stringify(inspected))).toEqual([
      { status: 'exited', startedAt: '2026-11-27T10:00:00Z' },
      { status: 'running', startedAt: '2026-11-27T10:00:01Z' },
    ]);
  });
});
