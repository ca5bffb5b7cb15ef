import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { EmailEntity } from '../ledger/email.entity.ts';
import { CreateEmailLedger1764000000000 } from './migrations/1764000000000-create-email-ledger.ts';
import { CountUncertainAttempts1796515200000 } from './migrations/1796515200000-count-uncertain-attempts.ts';

export function emailDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [EmailEntity],
    migrations: [CreateEmailLedger1764000000000, CountUncertainAttempts1796515200000],
    extra: pool,
  };
}
