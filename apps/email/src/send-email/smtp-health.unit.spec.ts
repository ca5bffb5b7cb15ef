import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SmtpHealth } from './smtp-health.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const longestMs = 12_000;
const refused = new Error('connection refused');

/** Each verification takes the next of these answers; the last one repeats. */
function aHealth(...answers: readonly { readonly afterMs: number; readonly error?: Error }[]) {
  let verifications = 0;
  const health = new SmtpHealth(async () => {
    const { afterMs, error } = answers[Math.min(verifications, answers.length - 1)]!;
    verifications += 1;
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    if (error !== undefined) throw error;
  }, longestMs);
  return { health, verifications: () => verifications };
}

/** The result of a check: up, or why not. */
async function result(health: SmtpHealth): Promise<string> {
  const checking = health.check().then(
    () => 'up',
    (error: Error) => error.message,
  );
  await jest.advanceTimersByTimeAsync(900);
  return checking;
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('SmtpHealth', () => {
  it('shares one verification between checks, and keeps a success for 10 s', async () => {
    const { health, verifications } = aHealth({ afterMs: 100 });
    expect(await Promise.all([result(health), result(health)])).toEqual(['up', 'up']);
    for (let probe = 0; probe < 2; probe += 1) {
      await pass(3_000);
      expect(await result(health)).toBe('up');
    }
    expect(verifications()).toBe(1);
    await pass(5_000);
    await result(health);
    expect(verifications()).toBe(2);
  });

  it('keeps a failure for 5 s', async () => {
    const { health, verifications } = aHealth({ afterMs: 0, error: refused }, { afterMs: 0 });
    expect(await result(health)).toBe('connection refused');
    await pass(3_000);
    expect(await result(health)).toBe('connection refused');
    expect(verifications()).toBe(1);
    await pass(1_000);
    expect(await result(health)).toBe('up');
  });

  it('does not count a greeting after 2 s as down', async () => {
    const { health, verifications } = aHealth({ afterMs: 2_000 });
    for (const probe of [1, 2, 3]) expect([probe, await result(health)]).toEqual([probe, 'up']);
    expect(verifications()).toBe(1);
  });

  it('shows the last result until a slow verification ends', async () => {
    const { health } = aHealth({ afterMs: 0, error: refused }, { afterMs: 2_000 });
    await result(health);
    await pass(5_000);
    expect(await result(health)).toBe('connection refused');
    await pass(2_000);
    expect(await result(health)).toBe('up');
  });

  it('is down once a silent mail server has had its time', async () => {
    const { health } = aHealth({ afterMs: 3_600_000 });
    expect(await result(health)).toBe('up');
    await pass(longestMs);
    expect(await result(health)).toBe('no response within 12000 ms');
  });

  it('verifies again after a failed attempt to send, but at most every 5 s', async () => {
    const { health, verifications } = aHealth({ afterMs: 0 });
    await result(health);
    health.doubt();
    await result(health);
    expect(verifications()).toBe(1);
    await pass(5_000);
    await result(health);
    expect(verifications()).toBe(2);
  });

  it('leaves no timer behind', async () => {
    const { health } = aHealth({ afterMs: 0 });
    await result(health);
    expect(jest.getTimerCount()).toBe(0);
  });
});
