import { describe, expect, it } from '@jest/globals';
import { CustomerIds } from './customer-ids.ts';

const secrets = [
  { start: new Date('2026-01-01'), secret: '5f8a1c3e9b7d2046f1e8a3c5d7b90246' },
  { start: new Date('2026-07-01'), secret: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
];
const ids = new CustomerIds(secrets);

describe('CustomerIds', () => {
  it('are the same for every spelling of an address, and reveal nothing about it', () => {
    const id = ids.of('ada@example.com');
    expect(id).toMatch(/^cus_[0-9a-f]{32}$/);
    expect(ids.of('Ada@Example.COM')).toBe(id);
    expect(ids.of('bob@example.com')).not.toBe(id);
  });

  it('stay the same when a secret is added, and differ under another secret', () => {
    const id = ids.of('ada@example.com');
    expect(new CustomerIds(secrets.slice(0, 1)).of('ada@example.com')).toBe(id);
    expect(new CustomerIds(secrets.slice(1)).of('ada@example.com')).not.toBe(id);
  });
});
