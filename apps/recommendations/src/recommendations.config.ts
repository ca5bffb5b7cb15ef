import { consumerTimings } from '@holdfast/messaging';
import { breakerTimings, opensForTooLong, staysWithinCap } from '@holdfast/resilience';
import {
  databaseSettings,
  extraKeysAreStrong,
  extraKeysTooWeak,
  postgresUrl,
  queueUrl,
  readConfig,
  serviceSettings,
} from '@holdfast/service-defaults';
import { z } from 'zod';

export const recommendationsSettings = z
  .object({
    ...serviceSettings,
    DATABASE_URL: postgresUrl,
    QUEUE_URL: queueUrl,
    ...databaseSettings,
    ...consumerTimings,
    ...breakerTimings,
  })
  .refine(extraKeysAreStrong, extraKeysTooWeak)
  .refine(staysWithinCap, opensForTooLong);

export type RecommendationsConfig = Readonly<z.output<typeof recommendationsSettings>>;

export function readRecommendationsConfig(environment: NodeJS.ProcessEnv): RecommendationsConfig {
  return readConfig('recommendations', recommendationsSettings, environment);
}
