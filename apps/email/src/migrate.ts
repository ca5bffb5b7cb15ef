import { runMigrations, runProgram } from '@holdfast/service-defaults/database';
import { emailDataSource } from './database/email.data-source.ts';

runProgram(() => runMigrations('email', emailDataSource, process.env));
