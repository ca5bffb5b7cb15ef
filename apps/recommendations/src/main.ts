import { queues } from '@holdfast/contracts';
import { BullMqServer, QueueHealth } from '@holdfast/messaging';
import { serveQueueBoard } from '@holdfast/messaging/board';
import { bootService, postgresHealth, runProgram } from '@holdfast/service-defaults';
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
    checks: (app) => [postgresHealth(app.get(DataSource)), app.get(QueueHealth)],
    consumers: (app) => [app.get(BullMqServer)],
  });
});
