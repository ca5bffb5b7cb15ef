import { runMigrations, runProgram } from '@holdfast/service-defaults';
import { recommendationsDataSource } from './database/recommendations.data-source.ts';

runProgram(() => runMigrations('recommendations', recommendationsDataSource, process.env));
