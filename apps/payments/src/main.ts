import { QueueHealth } from '@holdfast/messaging';
import { bootService, postgresHealth, runProgram } from '@holdfast/service-defaults';
import { DataSource } from 'typeorm';
import { readPaymentsConfig } from './payments.config.ts';
import { PaymentsModule } from './payments.module.ts';
import { stripeKeyHealth } from './stripe/refused-by-provider.ts';
import { StripeStanding } from './stripe/stripe-standing.ts';
import { openApi } from './payments.openapi.ts';

runProgram(() => {
  const config = readPaymentsConfig(process.env);
  return bootService({
    name: 'payments',
    config,
    openApi,
    module: (logger) => PaymentsModule.register(config, logger),
    checks: (app) => [
      postgresHealth(app.get(DataSource)),
      app.get(QueueHealth),
      stripeKeyHealth(app.get(StripeStanding)),
    ],
  });
});
