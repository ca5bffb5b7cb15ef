import { runMigrations, runProgram } from '@holdfast/service-defaults/database';
import { recommendationsDataSource } from './database/recommendations.data-source.ts';

runProgram(() => runMigrations('recommendations', recommendationsDataSource, process.env));
