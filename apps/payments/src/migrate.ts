import { runMigrations, runProgram } from '@holdfast/service-defaults/database';
import { paymentsDataSource } from './database/payments.data-source.ts';

runProgram(() => runMigrations('payments', paymentsDataSource, process.env));
