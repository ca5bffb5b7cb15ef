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

export const paymentsSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    STRIPE_SECRET_KEY: secret,
    STRIPE_API_URL: httpUrl.optional(),
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(3_000),
    KEY_LEASE_MS: z.coerce.number().int().min(1_000).max(600_000).default(10_000),
    KEY_RETENTION_HOURS: z.coerce.number().int().min(1).max(8_760).default(72),
  })
  .refine((c) => c.KEY_LEASE_MS > 2 * c.STRIPE_TIMEOUT_MS, {
    path: ['KEY_LEASE_MS'],
    error:
      'must be more than twice STRIPE_TIMEOUT_MS: the SDK may repeat a call whose connection closed, and nobody may take the key over meanwhile',
    when: areValid('KEY_LEASE_MS', 'STRIPE_TIMEOUT_MS'),
  })
  .refine((c) => c.API_KEYS.length > 0, {
    path: ['API_KEYS'],
    error: 'must name at least one caller',
    when: areValid('API_KEYS'),
  });

export type PaymentsConfig = Readonly<z.output<typeof paymentsSettings>>;

export function readPaymentsConfig(environment: NodeJS.ProcessEnv): PaymentsConfig {
  return readConfig('payments', paymentsSettings, environment);
}
