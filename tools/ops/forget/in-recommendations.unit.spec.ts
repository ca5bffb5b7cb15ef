import { describe, expect, it } from '@jest/globals';
import { type Pool } from 'pg';
import { forgetInRecommendations } from './in-recommendations.ts';

const failing = (code: string): Pick<Pool, 'query'> => ({
  query: () => Promise.reject(Object.assign(new Error('refused'), { code })),
});

describe('forgetInRecommendations', () => {
  it('deletes nothing in a shop without recommendations', async () => {
    await expect(forgetInRecommendations(failing('3D000'), 'for good', ['cus_1'])).resolves.toBe(0);
  });

  it('rejects if its database cannot be changed', async () => {
    await expect(forgetInRecommendations(failing('57P03'), 'for good', ['cus_1'])).rejects.toThrow('refused');
  });
});
