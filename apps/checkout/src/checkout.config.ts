import { orderTokenSecrets } from '@holdfast/contracts';
import { keyTimings, renewsInTime, renewsTooSeldom } from '@holdfast/idempotency';
import { consumerTimings, leaseTooShort, outlastsPublishing, relayTimings } from '@holdfast/messaging';
import { breakerTimings, opensForTooLong, staysWithinCap } from '@holdfast/resilience';
import {
  areValid,
  databaseSettings,
  extraKeysAreStrong,
  extraKeysTooWeak,
  httpUrl,
  overlapTooShort,
  postgresUrl,
  queueUrl,
  readConfig,
  reconciliationSettings,
  redisUrl,
  runLeaseTooShort,
  secret,
  serviceSettings,
  timings,
} from '@holdfast/service-defaults';
import { z } from 'zod';
import { attemptLimitSettings } from './limit-attempts/limit-attempts.settings.ts';

const milliseconds = z.coerce.number().int().min(50).max(600_000);

const hours = z.coerce.number().int().min(1).max(8_760);

export const checkoutSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    CACHE_URL: redisUrl.optional(),
    /** Secrets that order tokens are derived from, each with the time from which new orders use it. */
    ORDER_TOKEN_SECRETS: orderTokenSecrets,
    /** Hours after placement in which customers may refund an order themselves; 0 disables it. */
    SELF_REFUND_HOURS: z.coerce.number().int().min(0).max(8_760).default(24),
    /** The shop that banks return customers to after a confirmation. */
    SHOP_URL: httpUrl.optional(),
    PAYMENTS_URL: httpUrl,
    PAYMENTS_API_KEY: secret,
    /** Absent in a shop without recommendations. */
    RECOMMENDATIONS_URL: httpUrl.optional(),
    RECOMMENDATIONS_API_KEY: secret.optional(),
    KEY_RETENTION_HOURS: z.coerce.number().int().min(1).max(8_760).default(72),
    SETTLE_LIMIT_HOURS: hours.default(24),
    PAYMENTS_SETTLE_LIMIT_HOURS: hours.default(22),
    ...attemptLimitSettings,
    ...timings({
      PAYMENTS_ATTEMPT_TIMEOUT_MS: milliseconds.default(4_000),
      PAYMENTS_DEADLINE_MS: milliseconds.default(5_000),
      RECOMMENDATIONS_TIMEOUT_MS: milliseconds.default(500),
      KEY_LEASE_MS: milliseconds.default(10_000),
      CACHE_TIMEOUT_MS: z.coerce.number().int().min(50).max(5_000).default(50),
    }),
    ...databaseSettings,
    ...keyTimings,
    ...relayTimings,
    ...breakerTimings,
    ...consumerTimings,
    ...reconciliationSettings,
  })
  .refine(extraKeysAreStrong, extraKeysTooWeak)
  .refine((c) => c.PAYMENTS_ATTEMPT_TIMEOUT_MS <= c.PAYMENTS_DEADLINE_MS, {
    path: ['PAYMENTS_ATTEMPT_TIMEOUT_MS'],
    error: 'must not be more than PAYMENTS_DEADLINE_MS, which bounds all attempts together',
    when: areValid('PAYMENTS_ATTEMPT_TIMEOUT_MS', 'PAYMENTS_DEADLINE_MS'),
  })
  .refine((c) => c.KEY_LEASE_MS > c.PAYMENTS_DEADLINE_MS, {
    path: ['KEY_LEASE_MS'],
    error:
      'must be more than PAYMENTS_DEADLINE_MS, or a key could be taken over while its payment is in progress',
    when: areValid('KEY_LEASE_MS', 'PAYMENTS_DEADLINE_MS'),
  })
  .refine((c) => c.RECOMMENDATIONS_URL === undefined || c.RECOMMENDATIONS_API_KEY !== undefined, {
    path: ['RECOMMENDATIONS_API_KEY'],
    error: 'is required if RECOMMENDATIONS_URL is set',
    when: areValid('RECOMMENDATIONS_URL', 'RECOMMENDATIONS_API_KEY'),
  })
  .refine((c) => c.SETTLE_LIMIT_HOURS > c.PAYMENTS_SETTLE_LIMIT_HOURS, {
    path: ['SETTLE_LIMIT_HOURS'],
    error:
      'must be more than PAYMENTS_SETTLE_LIMIT_HOURS, or checkout gives up while payments is still checking',
    when: areValid('SETTLE_LIMIT_HOURS', 'PAYMENTS_SETTLE_LIMIT_HOURS'),
  })
  .refine((c) => c.RECONCILE_OVERLAP_MS > c.RECONCILE_MIN_AGE_MS, overlapTooShort)
  .refine((c) => c.RECONCILE_LEASE_MS > c.PAYMENTS_DEADLINE_MS, runLeaseTooShort('PAYMENTS_DEADLINE_MS'))
  .refine((c) => c.KEY_ABSENCE_GRACE_MS > c.PAYMENTS_DEADLINE_MS, {
    path: ['KEY_ABSENCE_GRACE_MS'],
    error:
      'must be more than PAYMENTS_DEADLINE_MS, or a payment in progress could be mistaken for one that never started',
    when: areValid('KEY_ABSENCE_GRACE_MS', 'PAYMENTS_DEADLINE_MS'),
  })
  .refine(renewsInTime, renewsTooSeldom)
  .refine(outlastsPublishing, leaseTooShort)
  .refine(staysWithinCap, opensForTooLong);

export type CheckoutConfig = Readonly<z.output<typeof checkoutSettings>>;

/** The settings of a shop with recommendations. */
export type WithRecommendations = CheckoutConfig &
  Readonly<Record<'RECOMMENDATIONS_URL' | 'RECOMMENDATIONS_API_KEY', string>>;

export const hasRecommendations = (config: CheckoutConfig): config is WithRecommendations =>
  config.RECOMMENDATIONS_URL !== undefined;

export function readCheckoutConfig(environment: NodeJS.ProcessEnv): CheckoutConfig {
  return readConfig('checkout', checkoutSettings, environment);
}
