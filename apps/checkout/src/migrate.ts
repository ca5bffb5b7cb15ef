import { runMigrations, runProgram } from '@holdfast/service-defaults';
import { checkoutDataSource } from './database/checkout.data-source.ts';

runProgram(() => runMigrations('checkout', checkoutDataSource, process.env));
