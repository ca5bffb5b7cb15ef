import { printOpenApi, runProgram } from '@holdfast/service-defaults';
import { readPaymentsConfig } from './payments.config.ts';
import { PaymentsModule } from './payments.module.ts';
import { openApi } from './payments.openapi.ts';

const example = new URL('../.env.example', import.meta.url);

runProgram(() =>
  printOpenApi(openApi, example, (environment, logger) =>
    PaymentsModule.register(readPaymentsConfig(environment), logger),
  ),
);
