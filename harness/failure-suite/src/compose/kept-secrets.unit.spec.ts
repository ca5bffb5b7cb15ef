import { describe, expect, it } from '@jest/globals';
import { readSecrets } from './kept-secrets.ts';

const kept = {
  stripe_key: 'a',
  stripe_publishable_key: 'j',
  stripe_webhooks: 'b',
  checkout_key: 'c',
  operator_key: 'd',
  ops_key: 'e',
  order_tokens: 'i',
  postgres_postgres: 'f',
  redis: 'g',
  payments_migrations: 'h',
};

describe('readSecrets', () => {
  it('returns secrets in the format of the services', () => {
    expect(readSecrets(JSON.stringify(kept))).toEqual({
      secrets: {
        stripeSecretKey: 'sk_test_a',
        stripePublishableKey: 'pk_test_j',
        stripeWebhookSecret: 'whsec_b',
        checkoutKey: 'c',
        operatorKey: 'd',
        opsKey: 'e',
        orderTokenSecrets: '2026-01-01T00:00:00Z=i',
      },
      passwords: { postgres: 'f', redis: 'g' },
    });
  });

  it.each(['redis', 'ops_key'])('fails if %s is missing', (name) => {
    expect(() => readSecrets(JSON.stringify({ ...kept, [name]: undefined }))).toThrow(
      `has no secret "${name}"`,
    );
  });
});
