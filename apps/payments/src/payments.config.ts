import { keyTimings, renewsInTime, renewsTooSeldom } from '@holdfast/idempotency';
import { leaseTooShort, outlastsPublishing, relayTimings } from '@holdfast/messaging';
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
  runLeaseTooShort,
  secret,
  serviceSettings,
  timings,
} from '@holdfast/service-defaults';
import { z } from 'zod';
import {
  isAllowed,
  isProtected,
  liveInTheOpen,
  liveIsNotAllowed,
  stripeAccountSettings,
} from './stripe/live-key.ts';

/** Several during a rotation, when Stripe signs with the old and the new secret. */
const secrets = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .refine((all) => !all.includes(''), {
    error: 'must be one secret, or several separated by commas',
    abort: true,
  })
  .pipe(z.array(secret));

const stripeMs = z.coerce.number().int().min(100).max(30_000);

/** At worst, an operation checks whether Stripe saw the call, repeats it, and checks again. */
export function maxRunMs({ STRIPE_DEADLINE_MS }: { readonly STRIPE_DEADLINE_MS: number }): number {
  return 3 * STRIPE_DEADLINE_MS;
}

export const paymentsSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    ...stripeAccountSettings,
    STRIPE_API_URL: httpUrl.optional(),
    STRIPE_WEBHOOK_SECRET: secrets,
    KEY_RETENTION_HOURS: z.coerce.number().int().min(1).max(8_760).default(72),
    BANK_TRANSFER_DAYS: z.coerce.number().int().min(1).max(30).default(7),
    ACTION_TTL_MINUTES: z.coerce.number().min(0.02).max(1_440).default(15),
    SETTLE_LIMIT_HOURS: z.coerce.number().int().min(1).max(23).default(22),
    ...timings({
      /**
       * Pause between two checks that Stripe accepts the key, ms; 0 turns them off. Default 5 min: a rejected
       * key is noticed soon, for 12 small requests an hour. While it is rejected, they run every 30 s.
       */
      STRIPE_CHECK_INTERVAL_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
      STRIPE_TIMEOUT_MS: stripeMs.default(3_000),
      STRIPE_DEADLINE_MS: stripeMs.default(3_500),
      STRIPE_REFUSAL_GRACE_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
      KEY_LEASE_MS: z.coerce.number().int().min(1_000).max(600_000).default(12_000),
      ACTION_RECHECK_MS: z.coerce.number().int().min(10).max(86_400_000).default(30_000),
    }),
    ...databaseSettings,
    ...keyTimings,
    ...relayTimings,
    ...breakerTimings,
    ...reconciliationSettings,
  })
  .refine(extraKeysAreStrong, extraKeysTooWeak)
  .refine(isAllowed, liveIsNotAllowed)
  .refine(isProtected, liveInTheOpen)
  .refine((c) => c.STRIPE_TIMEOUT_MS <= c.STRIPE_DEADLINE_MS, {
    path: ['STRIPE_TIMEOUT_MS'],
    error: 'must not be more than STRIPE_DEADLINE_MS, which bounds all attempts together',
    when: areValid('STRIPE_TIMEOUT_MS', 'STRIPE_DEADLINE_MS'),
  })
  .refine((c) => c.KEY_LEASE_MS > maxRunMs(c), {
    path: ['KEY_LEASE_MS'],
    error:
      'must be more than three times STRIPE_DEADLINE_MS, or a key could be taken over during a call to Stripe',
    when: areValid('KEY_LEASE_MS', 'STRIPE_DEADLINE_MS'),
  })
  .refine((c) => c.RECONCILE_OVERLAP_MS > c.RECONCILE_MIN_AGE_MS, overlapTooShort)
  .refine((c) => c.RECONCILE_LEASE_MS > c.STRIPE_DEADLINE_MS, runLeaseTooShort('STRIPE_DEADLINE_MS'))
  .refine((c) => c.KEY_ABSENCE_GRACE_MS > c.STRIPE_DEADLINE_MS, {
    path: ['KEY_ABSENCE_GRACE_MS'],
    error:
      'must be more than STRIPE_DEADLINE_MS, or a charge in progress could be mistaken for one that never started',
    when: areValid('KEY_ABSENCE_GRACE_MS', 'STRIPE_DEADLINE_MS'),
  })
  .refine(renewsInTime, renewsTooSeldom)
  .refine(outlastsPublishing, leaseTooShort)
  .refine(staysWithinCap, opensForTooLong)
  .refine((c) => c.API_KEYS.length > 0, {
    path: ['API_KEYS'],
    error: 'must name at least one caller',
    when: areValid('API_KEYS'),
  });

export type PaymentsConfig = Readonly<z.output<typeof paymentsSettings>>;

export interface ConfirmationTimes {
  /** How long a customer has to confirm, ms, from the bank's request on. */
  readonly ttlMs: number;
  /** Longest pause between two looks at an unconfirmed intent, ms; a webhook usually comes first. */
  readonly recheckMs: number;
}

export function confirmationTimesOf(config: PaymentsConfig): ConfirmationTimes {
  return { ttlMs: config.ACTION_TTL_MINUTES * 60_000, recheckMs: config.ACTION_RECHECK_MS };
}

export function readPaymentsConfig(environment: NodeJS.ProcessEnv): PaymentsConfig {
  return readConfig('payments', paymentsSettings, environment);
}
