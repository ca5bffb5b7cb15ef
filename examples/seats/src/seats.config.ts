import { keyTimings, renewsInTime, renewsTooSeldom } from '@holdfast/idempotency';
import { consumerTimings, leaseTooShort, outlastsPublishing, relayTimings } from '@holdfast/messaging';
import { breakerTimings, opensForTooLong, staysWithinCap } from '@holdfast/resilience';
import {
  databaseSettings,
  extraKeysAreStrong,
  extraKeysTooWeak,
  httpUrl,
  postgresUrl,
  queueUrl,
  readConfig,
  serviceSettings,
} from '@holdfast/service-defaults';
import { z } from 'zod';

export const seatsSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    CHECKOUT_URL: httpUrl.optional(),
    ...databaseSettings,
    ...keyTimings,
    ...relayTimings,
    ...consumerTimings,
    ...breakerTimings,
  })
  .refine(extraKeysAreStrong, extraKeysTooWeak)
  .refine(renewsInTime, renewsTooSeldom)
  .refine(outlastsPublishing, leaseTooShort)
  .refine(staysWithinCap, opensForTooLong);

export type SeatsConfig = Readonly<z.output<typeof seatsSettings>>;

export function readSeatsConfig(environment: NodeJS.ProcessEnv): SeatsConfig {
  return readConfig('seats', seatsSettings, environment);
}
