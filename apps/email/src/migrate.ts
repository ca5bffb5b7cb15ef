import { migrate, runProgram } from '@holdfast/service-defaults/database';
import { emailDataSource } from './database/email.data-source.ts';

runProgram(() => migrate('email', emailDataSource, process));
