import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { DrainLimit, returned } from './drain-limit.ts';

const never = new Promise<string>(() => undefined);

describe('DrainLimit', () => {
  it('resolves and rejects like the work, before it is over', async () => {
    const limit = new DrainLimit();
    expect(await limit.orReturned(Promise.resolve('sent'))).toBe('sent');
    await expect(limit.orReturned(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('returns work that waits when it ends, and all later work', async () => {
    const limit = new DrainLimit();
    const waiting = [limit.orReturned(never), limit.orReturned(never)];
    limit.end();
    expect(await Promise.all(waiting)).toEqual([returned, returned]);
    expect(await limit.orReturned(never)).toBe(returned);
  });

  it('returns work that fails after it is over, without an unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const limit = new DrainLimit();
    limit.end();
    const work = Promise.withResolvers<string>();
    expect(await limit.orReturned(work.promise)).toBe(returned);
    work.reject(new Error('refused'));
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('keeps nothing of work that is done', async () => {
    const limit = new DrainLimit();
    const results: WeakRef<object>[] = [];
    for (let job = 0; job < 100; job += 1) {
      const result = await limit.orReturned(Promise.resolve({ job }));
      if (result !== returned) results.push(new WeakRef(result));
    }
    // Until then, new references keep their targets.
    await setImmediate();
    collectGarbage();
    expect(results).toHaveLength(100);
    // The last one may still be on the stack.
    expect(results.filter((result) => result.deref() !== undefined).length).toBeLessThan(2);
  });
});

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
