import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { CreatePurchaseCounts1764000000000 } from './migrations/1764000000000-create-purchase-counts.ts';

export function recommendationsDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    migrations: [CreatePurchaseCounts1764000000000],
    extra: pool,
  };
}
