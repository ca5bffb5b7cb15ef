import { runMigrations, runProgram } from '@holdfast/service-defaults';
import { emailDataSource } from './database/email.data-source.ts';

runProgram(() => runMigrations('email', emailDataSource, process.env));
