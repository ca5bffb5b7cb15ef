import { BullMqServer, QueueHealth } from '@holdfast/messaging';
import { serveQueueBoard } from '@holdfast/messaging/board';
import { bootService, postgresHealth, runProgram } from '@holdfast/service-defaults';
import { DataSource } from 'typeorm';
import { seatReserved } from './seat/seat-reserved.ts';
import { readSeatsConfig } from './seats.config.ts';
import { SeatsModule } from './seats.module.ts';
import { openApi } from './seats.openapi.ts';

runProgram(() => {
  const config = readSeatsConfig(process.env);
  return bootService({
    name: 'seats',
    config,
    openApi,
    module: (logger) => SeatsModule.register(config, logger),
    server: (server, logger) =>
      serveQueueBoard(server, {
        queue: seatReserved.queue,
        url: config.QUEUE_URL,
        apiKeys: [...config.API_KEYS, ...config.EXTRA_API_KEYS],
        logger,
      }),
    checks: (app) => [postgresHealth(app.get(DataSource)), app.get(QueueHealth)],
    consumers: (app) => [app.get(BullMqServer)],
  });
});
