import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('repeats an assertion until it holds, and returns its result', async () => {
    let looks = 0;
    const look = (): number => {
      looks += 1;
      if (looks < 3) throw new Error('not yet');
      return looks;
    };
    await expect(eventually(look, { intervalMs: 1 })).resolves.toBe(3);
  });

  it('throws the last error after the timeout', async () => {
    let looks = 0;
    const look = (): Promise<never> => Promise.reject(new Error(`look ${(looks += 1)}`));
    const failure: unknown = await eventually(look, { timeoutMs: 20, intervalMs: 5 }).catch(
      (error: unknown) => error,
    );
    expect((failure as Error).message).toBe(`look ${looks}`);
    expect(looks).toBeGreaterThan(1);
  });
});
