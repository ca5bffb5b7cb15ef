import { describe, expect, it, jest } from '@jest/globals';
import { againAfterLoss } from './lost-connection.ts';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe('againAfterLoss', () => {
  it('runs again, once, what was sent over a connection that was lost: it may have been committed', async () => {
    expect(await againAfterLoss(failing('ECONNRESET'), () => Promise.resolve('done'))).toBe('done');
    await expect(againAfterLoss(failing('57P01'), failing('ECONNRESET'))).rejects.toThrow('ECONNRESET');
  });

  it.each(['ECONNREFUSED', '23505', '40P01'])('rethrows %s', async (code) => {
    const again = jest.fn<() => Promise<void>>();
    await expect(againAfterLoss(failing(code), again)).rejects.toThrow(code);
    expect(again).not.toHaveBeenCalled();
  });
});
