import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../http/stripe-api.routes.ts';
import { withSupportTable } from './support-table.ts';

const file = join(import.meta.dirname, '../../README.md');
writeFileSync(file, withSupportTable(readFileSync(file, 'utf8'), endpoints));
