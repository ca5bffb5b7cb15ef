import { describe, expect, it } from '@jest/globals';
import { customerIdsOf } from './customer-ids.ts';

describe('customerIdsOf', () => {
  const [first, second] = ['5f8a1c3e9b7d2046f1e8a3c5d7b90246', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'];

  it('is only the address without a secret', () => {
    expect(customerIdsOf('Ada@Example.com', undefined)).toEqual(['ada@example.com']);
  });

  it('ignores the case of the address and added secrets', () => {
    const [, before] = customerIdsOf('ada@example.com', `2026-01-01T00:00:00Z=${first}`);
    const [, after] = customerIdsOf(
      'ADA@example.com',
      `2026-01-01T00:00:00Z=${first},2026-07-01T00:00:00Z=${second}`,
    );
    expect(before).toMatch(/^cus_[0-9a-f]{32}$/);
    expect(after).toBe(before);
  });
});
