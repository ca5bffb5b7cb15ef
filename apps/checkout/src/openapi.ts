import { printOpenApi, runProgram } from '@holdfast/service-defaults';
import { readCheckoutConfig } from './checkout.config.ts';
import { CheckoutModule } from './checkout.module.ts';
import { openApi } from './checkout.openapi.ts';

const example = new URL('../.env.example', import.meta.url);

runProgram(() =>
  printOpenApi(openApi, example, (environment, logger) =>
    CheckoutModule.register(readCheckoutConfig(environment), logger),
  ),
);
