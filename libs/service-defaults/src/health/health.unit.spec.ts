import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type HealthCheck, reportHealth } from './health.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function aCheck(name: string, given: Partial<HealthCheck> = {}): HealthCheck {
  return { name, isNeeded: true, check: () => Promise.resolve(), ...given };
}

const isDown = { check: () => Promise.reject(new Error('connection refused')) };
const isSilent = { check: () => new Promise<never>(() => undefined) };

describe('reportHealth', () => {
  it('is ok when there is nothing to ask', async () => {
    expect(await reportHealth([])).toEqual({ status: 'ok', checks: {} });
  });

  it('is ok when all are up', async () => {
    expect(await reportHealth([aCheck('postgres'), aCheck('queue')])).toEqual({
      status: 'ok',
      checks: { postgres: { status: 'up' }, queue: { status: 'up' } },
    });
  });

  it('is unavailable if a required dependency is down', async () => {
    expect(await reportHealth([aCheck('postgres', isDown), aCheck('queue')])).toEqual({
      status: 'unavailable',
      checks: { postgres: { status: 'down' }, queue: { status: 'up' } },
    });
  });

  it('is degraded if only optional dependencies are down', async () => {
    const report = await reportHealth([aCheck('postgres'), aCheck('cache', { ...isDown, isNeeded: false })]);
    expect(report).toMatchObject({ status: 'degraded', checks: { cache: { status: 'down' } } });
  });

  it('is unavailable when a needed one and another are down', async () => {
    const checks = [aCheck('cache', { ...isDown, isNeeded: false }), aCheck('postgres', isDown)];
    expect(await reportHealth(checks)).toMatchObject({ status: 'unavailable' });
  });

  it('counts a check that throws before it returns a promise as down', async () => {
    const check = (): never => {
      throw new Error('the pool is gone');
    };
    expect(await reportHealth([aCheck('postgres', { check })])).toMatchObject({ status: 'unavailable' });
  });

  it('says nothing of why a check failed', async () => {
    expect(JSON.stringify(await reportHealth([aCheck('postgres', isDown)]))).not.toContain('refused');
  });

  describe('when a check is silent', () => {
    it('waits at most 1 s for it, while the others are checked too', async () => {
      const report = reportHealth([aCheck('postgres', isSilent), aCheck('queue')]);
      await jest.advanceTimersByTimeAsync(999);
      expect(await Promise.race([report, Promise.resolve('waiting')])).toBe('waiting');
      await jest.advanceTimersByTimeAsync(1);
      expect(await report).toEqual({
        status: 'unavailable',
        checks: { postgres: { status: 'down' }, queue: { status: 'up' } },
      });
    });

    it('leaves no timer behind', async () => {
      await reportHealth([aCheck('postgres'), aCheck('queue', isDown)]);
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
