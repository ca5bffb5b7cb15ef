import { queueHealth } from '@holdfast/messaging';
import { background, bootService, runProgram } from '@holdfast/service-defaults';
import { DataSource } from 'typeorm';
import { readPaymentsConfig } from './payments.config.ts';
import { PaymentsModule } from './payments.module.ts';
import { openApi } from './payments.openapi.ts';

runProgram(() => {
  const config = readPaymentsConfig(process.env);
  return bootService({
    name: 'payments',
    config,
    openApi,
    module: (logger) => PaymentsModule.register(config, logger),
    checks: (app) => [
      { name: 'postgres', isNeeded: true, check: () => app.get(DataSource).query(`${background} select 1`) },
      queueHealth(config.QUEUE_URL),
    ],
  });
});
