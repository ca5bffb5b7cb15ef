import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../command-line.ts';
import { customerIdsOf, tokenSecretsIn } from './customer-ids.ts';
import { forget } from './forget.ts';

const [first, second] = ['5f8a1c3e9b7d2046f1e8a3c5d7b90246', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'];

describe('customerIdsOf', () => {
  it('is only the address without a secret', () => {
    expect(customerIdsOf('Ada@Example.com', undefined)).toEqual(['ada@example.com']);
  });

  it('ignores the case of the address and added secrets', () => {
    const idOf = (email: string, secrets: string): string | undefined =>
      customerIdsOf(email, tokenSecretsIn(secrets))[1];
    const before = idOf('ada@example.com', `2026-01-01T00:00:00Z=${first}`);
    const after = idOf('ADA@example.com', `2026-01-01T00:00:00Z=${first},2026-07-01T00:00:00Z=${second}`);
    expect(before).toMatch(/^cus_[0-9a-f]{32}$/);
    expect(after).toBe(before);
  });
});

describe('tokenSecretsIn', () => {
  it('names the setting in a sentence if it is invalid, and repeats no secret', () => {
    const invalid = (): unknown => tokenSecretsIn(`yesterday=${first}`);
    expect(invalid).toThrow(UsageError);
    expect(invalid).toThrow(/^ORDER_TOKEN_SECRETS must be START=SECRET,START=SECRET, each start [^{]+\.$/);
    expect(invalid).not.toThrow(first);
  });

  it('is invalid before any database is asked', async () => {
    const before = process.env['ORDER_TOKEN_SECRETS'];
    process.env['ORDER_TOKEN_SECRETS'] = 'yesterday=secret';
    const forgetting = forget('ada@example.com', { server: 'postgres://127.0.0.1:1/', yes: true });
    await expect(forgetting).rejects.toThrow(/^ORDER_TOKEN_SECRETS must be/);
    if (before === undefined) delete process.env['ORDER_TOKEN_SECRETS'];
    else process.env['ORDER_TOKEN_SECRETS'] = before;
  });

  it('is undefined without the setting', () => {
    expect(tokenSecretsIn(undefined)).toBeUndefined();
  });
});
