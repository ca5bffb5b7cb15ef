import { postgresUrl, queueUrl, readConfig, serviceSettings } from '@holdfast/service-defaults';
import { z } from 'zod';

const settings = z.object({ ...serviceSettings, DATABASE_URL: postgresUrl, QUEUE_URL: queueUrl });

export type RecommendationsConfig = Readonly<z.output<typeof settings>>;

export function readRecommendationsConfig(environment: NodeJS.ProcessEnv): RecommendationsConfig {
  return readConfig('recommendations', settings, environment);
}
