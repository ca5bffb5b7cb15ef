import { migrate, runProgram } from '@holdfast/service-defaults/database';
import { checkoutDataSource } from './database/checkout.data-source.ts';

runProgram(() => migrate('checkout', checkoutDataSource, process));
