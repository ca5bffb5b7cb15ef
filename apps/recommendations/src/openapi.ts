import { printOpenApi, runProgram } from '@holdfast/service-defaults';
import { readRecommendationsConfig } from './recommendations.config.ts';
import { RecommendationsModule } from './recommendations.module.ts';
import { openApi } from './recommendations.openapi.ts';

const example = new URL('../.env.example', import.meta.url);

runProgram(() =>
  printOpenApi(openApi, example, (environment, logger) =>
    RecommendationsModule.register(readRecommendationsConfig(environment), logger),
  ),
);
