import { printOpenApi, runProgram } from '@holdfast/service-defaults';
import { readEmailConfig } from './email.config.ts';
import { EmailModule } from './email.module.ts';
import { openApi } from './email.openapi.ts';

const example = new URL('../.env.example', import.meta.url);

runProgram(() =>
  printOpenApi(openApi, example, (environment, logger) =>
    EmailModule.register(readEmailConfig(environment), logger),
  ),
);
