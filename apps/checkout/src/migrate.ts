import { runMigrations, runProgram } from '@holdfast/service-defaults/database';
import { checkoutDataSource } from './database/checkout.data-source.ts';

runProgram(() => runMigrations('checkout', checkoutDataSource, process.env));
