import { migrate, runProgram } from '@holdfast/service-defaults/database';
import { paymentsDataSource } from './database/payments.data-source.ts';

runProgram(() => migrate('payments', paymentsDataSource, process));
