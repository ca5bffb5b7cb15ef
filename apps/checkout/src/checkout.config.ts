import {
  areValid,
  httpUrl,
  postgresUrl,
  queueUrl,
  readConfig,
  secret,
  serviceSettings,
} from '@holdfast/service-defaults';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(50).max(600_000);

export const checkoutSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    CACHE_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// address' }).optional(),
    PAYMENTS_URL: httpUrl,
    PAYMENTS_API_KEY: secret,
    PAYMENTS_ATTEMPT_TIMEOUT_MS: milliseconds.default(4_000),
    PAYMENTS_DEADLINE_MS: milliseconds.default(5_000),
    RECOMMENDATIONS_URL: httpUrl,
    RECOMMENDATIONS_API_KEY: secret,
    RECOMMENDATIONS_TIMEOUT_MS: milliseconds.default(500),
    KEY_LEASE_MS: milliseconds.default(10_000),
    KEY_RETENTION_HOURS: z.coerce.number().int().min(1).max(8_760).default(72),
  })
  .refine((c) => c.PAYMENTS_ATTEMPT_TIMEOUT_MS <= c.PAYMENTS_DEADLINE_MS, {
    path: ['PAYMENTS_ATTEMPT_TIMEOUT_MS'],
    error: 'must not be more than PAYMENTS_DEADLINE_MS, which bounds all attempts together',
    when: areValid('PAYMENTS_ATTEMPT_TIMEOUT_MS', 'PAYMENTS_DEADLINE_MS'),
  })
  .refine((c) => c.KEY_LEASE_MS > c.PAYMENTS_DEADLINE_MS, {
    path: ['KEY_LEASE_MS'],
    error:
      'must be more than PAYMENTS_DEADLINE_MS, or a key could be taken over while its payment is under way',
    when: areValid('KEY_LEASE_MS', 'PAYMENTS_DEADLINE_MS'),
  });

export type CheckoutConfig = Readonly<z.output<typeof checkoutSettings>>;

export function readCheckoutConfig(environment: NodeJS.ProcessEnv): CheckoutConfig {
  return readConfig('checkout', checkoutSettings, environment);
}
