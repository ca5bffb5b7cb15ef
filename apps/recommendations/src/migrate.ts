import { migrate, runProgram } from '@holdfast/service-defaults/database';
import { recommendationsDataSource } from './database/recommendations.data-source.ts';

runProgram(() => migrate('recommendations', recommendationsDataSource, process));
