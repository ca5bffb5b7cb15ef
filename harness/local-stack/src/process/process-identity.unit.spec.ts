import { describe, expect, it } from '@jest/globals';
import { identityOf, isRunning, parseProcStat } from './process-identity.ts';

const statLine = (name: string, state = 'S'): string =>
  `4711 (${name}) ${state} 4700 4711 4711 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 1 0 987654 1 1`;

describe('parseProcStat', () => {
  it('finds the start time and the parent', () => {
    expect(parseProcStat(statLine('node'))).toEqual({
      isZombie: false,
      parentPid: 4700,
      startTicks: '987654',
    });
  });

  it('handles a name with spaces and parentheses', () => {
    expect(parseProcStat(statLine('x) Z 1 (y')).startTicks).toBe('987654');
  });

  it('detects a zombie', () => {
    expect(parseProcStat(statLine('node', 'Z')).isZombie).toBe(true);
  });
});

describe('isRunning', () => {
  const self = identityOf(process.pid);

  it('recognizes a running process', () => {
    expect(isRunning(self)).toBe(true);
  });

  it('treats the same pid with another start time as another process', () => {
    expect(isRunning({ ...self, startTime: `${self.startTime}1` })).toBe(false);
  });

  it('treats an unused pid as not running', () => {
    expect(isRunning({ ...self, pid: 2 ** 22 + 1 })).toBe(false);
  });
});
