import { describe, expect, it } from '@jest/globals';
import { exampleSettings, settingsIn } from '@holdfast/service-defaults';
import { readRecommendationsConfig, recommendationsSettings } from './recommendations.config.ts';

const example = exampleSettings(new URL('../.env.example', import.meta.url));

describe('readRecommendationsConfig', () => {
  it('reads .env.example, which names every setting', () => {
    expect(settingsIn(recommendationsSettings).sort()).toEqual(Object.keys(example).sort());
    expect(readRecommendationsConfig(example).JOB_LOCK_MS).toBe(10_000);
  });

  it('reports all problems together', () => {
    expect(() => readRecommendationsConfig({ PORT: '3004', QUEUE_URL: 'amqp://127.0.0.1' })).toThrow(
      /DATABASE_URL: [\s\S]*QUEUE_URL: /,
    );
  });
});
