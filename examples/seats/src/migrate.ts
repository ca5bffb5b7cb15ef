import { migrate, runProgram } from '@holdfast/service-defaults/database';
import { seatsDataSource } from './database/seats.data-source.ts';

runProgram(() => migrate('seats', seatsDataSource, process));
