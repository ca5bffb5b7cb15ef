import { type ComposeIsUp } from './compose-messages.ts';

type Name =
  | 'stripe_key'
  | 'stripe_publishable_key'
  | 'stripe_webhooks'
  | 'checkout_key'
  | 'operator_key'
  | 'ops_key'
  | 'order_tokens'
  | 'postgres_postgres'
  | 'redis';

/** Reads the secrets that compose/make-secrets.mjs stores. @throws Error if one is missing */
export function readSecrets(json: string): ComposeIsUp {
  const kept = JSON.parse(json) as Partial<Record<Name, unknown>>;
  const secret = (name: Name): string => {
    const value = kept[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(`the stack has no secret "${name}"; compose/make-secrets.mjs may have renamed it`);
  };
  return {
    secrets: {
      stripeSecretKey: `sk_test_${secret('stripe_key')}`,
      stripePublishableKey: `pk_test_${secret('stripe_publishable_key')}`,
      stripeWebhookSecret: `whsec_${secret('stripe_webhooks')}`,
      checkoutKey: secret('checkout_key'),
      operatorKey: secret('operator_key'),
      opsKey: secret('ops_key'),
      orderTokenSecrets: `2026-01-01T00:00:00Z=${secret('order_tokens')}`,
    },
    passwords: { postgres: secret('postgres_postgres'), redis: secret('redis') },
  };
}
