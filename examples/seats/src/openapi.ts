import { printOpenApi, runProgram } from '@holdfast/service-defaults';
import { readSeatsConfig } from './seats.config.ts';
import { SeatsModule } from './seats.module.ts';
import { openApi } from './seats.openapi.ts';

const example = new URL('../.env.example', import.meta.url);

runProgram(() =>
  printOpenApi(openApi, example, (environment, logger) =>
    SeatsModule.register(readSeatsConfig(environment), logger),
  ),
);
