import { postgresPool, type postgresPoolFor } from '@holdfast/service-defaults/database';
import { type DataSourceOptions } from 'typeorm';
import { PaymentEntity } from '../payment/payment.entity.ts';
import { RefundEntity } from '../refund/refund.entity.ts';
import { CreatePayments1764000000000 } from './migrations/1764000000000-create-payments.ts';
import { CreateInstallation1796083200000 } from './migrations/1796083200000-create-installation.ts';
import { KeepUnresolvedDifferences1796169600000 } from './migrations/1796169600000-keep-unresolved-differences.ts';

export function paymentsDataSource(
  url: string,
  pool: ReturnType<typeof postgresPoolFor> = postgresPool,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [PaymentEntity, RefundEntity],
    migrations: [
      CreatePayments1764000000000,
      CreateInstallation1796083200000,
      KeepUnresolvedDifferences1796169600000,
    ],
    extra: pool,
  };
}
