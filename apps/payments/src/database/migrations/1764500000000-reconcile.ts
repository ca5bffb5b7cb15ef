import {
  createReconciliationSchema,
  dropReconciliationSchema,
} from '@holdfast/service-defaults/reconciliation';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Reconcile1764500000000 implements MigrationInterface {
  name = 'Reconcile1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createReconciliationSchema);
    await runner.query(`
      create index payment_created_at on payment (created_at, payment_id);
      create index refund_created_at on refund (created_at, refund_id);
      create index refund_pending on refund (created_at, refund_id) where status = 'pending';
      create index refund_provider_refund_id on refund (provider_refund_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index payment_created_at;
      drop index refund_created_at;
      drop index refund_pending;
      drop index refund_provider_refund_id;
    `);
    await runner.query(dropReconciliationSchema);
  }
}
