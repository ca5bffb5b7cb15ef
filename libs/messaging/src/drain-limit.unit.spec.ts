import { queryObjects } from 'node:v8';
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

  it('keeps nothing of work that is done', async () => {
    const limit = new DrainLimit();
    const before = Number(queryObjects(Promise));
    for (let job = 0; job < 1_000; job += 1) await limit.orReturned(Promise.resolve(job));
    expect(Number(queryObjects(Promise)) - before).toBeLessThan(100);
  });
});
