import { describe, expect, it } from '@jest/globals';
import { newOperationId } from './operation-id.ts';

describe('newOperationId', () => {
  it('never repeats, even after the pool of random bytes is used up', () => {
    const ids = Array.from({ length: 2_000 }, newOperationId);
    expect(new Set(ids).size).toBe(2_000);
    expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(2_000);
  });

  it('is a UUIDv7 with the current time', () => {
    const before = Date.now();
    const id = newOperationId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const made = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
  });
});
