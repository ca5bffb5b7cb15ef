import { queues } from '@holdfast/contracts';
import { BullMqServer, consumerOptions, queueHealth } from '@holdfast/messaging';
import { serveQueueBoard } from '@holdfast/messaging/board';
import { background, bootService, runProgram } from '@holdfast/service-defaults';
import { DataSource } from 'typeorm';
import { readRecommendationsConfig } from './recommendations.config.ts';
import { RecommendationsModule } from './recommendations.module.ts';
import { openApi } from './recommendations.openapi.ts';

runProgram(() => {
  const config = readRecommendationsConfig(process.env);
  return bootService({
    name: 'recommendations',
    config,
    openApi,
    module: (logger) => RecommendationsModule.register(config, logger),
    server: (server, logger) =>
      serveQueueBoard(server, {
        queue: queues.recommendations,
        url: config.QUEUE_URL,
        apiKeys: [...config.API_KEYS, ...config.EXTRA_API_KEYS],
        logger,
      }),
    checks: (app) => [
      { name: 'postgres', isNeeded: true, check: () => app.get(DataSource).query(`${background} select 1`) },
      queueHealth(config.QUEUE_URL),
    ],
    consumers: (_, logger) => [
      new BullMqServer({
        queue: queues.recommendations,
        url: config.QUEUE_URL,
        logger,
        ...consumerOptions(config),
      }),
    ],
  });
});
