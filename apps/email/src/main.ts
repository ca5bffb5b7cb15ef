import { queues } from '@holdfast/contracts';
import { BullMqServer, QueueHealth } from '@holdfast/messaging';
import { serveQueueBoard } from '@holdfast/messaging/board';
import { bootService, postgresHealth, runProgram } from '@holdfast/service-defaults';
import { DataSource } from 'typeorm';
import { readEmailConfig } from './email.config.ts';
import { EmailModule } from './email.module.ts';
import { openApi } from './email.openapi.ts';
import { SmtpClient } from './send-email/smtp.client.ts';

runProgram(() => {
  const config = readEmailConfig(process.env);
  return bootService({
    name: 'email',
    config,
    openApi,
    module: (logger) => EmailModule.register(config, logger),
    server: (server, logger) =>
      serveQueueBoard(server, {
        queue: queues.email,
        url: config.QUEUE_URL,
        apiKeys: [...config.API_KEYS, ...config.EXTRA_API_KEYS],
        logger,
      }),
    checks: (app) => [postgresHealth(app.get(DataSource)), app.get(SmtpClient).health, app.get(QueueHealth)],
    consumers: (app) => [app.get(BullMqServer)],
  });
});
