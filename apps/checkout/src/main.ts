import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { queues } from '@holdfast/contracts';
import { BullMqServer, QueueHealth } from '@holdfast/messaging';
import { serveQueueBoard } from '@holdfast/messaging/board';
import { bootService, postgresHealth, runProgram } from '@holdfast/service-defaults';
import { DataSource } from 'typeorm';
import { imagesPath } from './catalog/product.view.ts';
import { readCheckoutConfig } from './checkout.config.ts';
import { CheckoutModule } from './checkout.module.ts';
import { openApi } from './checkout.openapi.ts';

const images = fileURLToPath(new URL('../images', import.meta.url));

runProgram(() => {
  const config = readCheckoutConfig(process.env);
  return bootService({
    name: 'checkout',
    config,
    openApi,
    module: (logger) => CheckoutModule.register(config, logger),
    server: async (server, logger) => {
      await server.register(fastifyStatic, { root: images, prefix: imagesPath, decorateReply: false });
      await serveQueueBoard(server, {
        queue: queues.checkout,
        url: config.QUEUE_URL,
        apiKeys: [...config.API_KEYS, ...config.EXTRA_API_KEYS],
        logger,
      });
    },
    consumers: (app) => [app.get(BullMqServer)],
    checks: (app) => [postgresHealth(app.get(DataSource)), app.get(QueueHealth)],
  });
});
