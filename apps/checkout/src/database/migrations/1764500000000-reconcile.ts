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
      create table charge_refund (
        key_hash uuid constraint charge_refund_pkey primary key,
        key_fingerprint bytea not null,
        payment_id text not null,
        order_id text not null,
        operation_id uuid not null,
        why text not null check (why in ('order_unknown', 'order_failed', 'order_paid_otherwise')),
        status text not null check (status in ('pending', 'succeeded', 'failed')),
        payment_refund_id text,
        created_at timestamptz not null default clock_timestamp(),
        settled_at timestamptz
      );
      create index charge_refund_payment_id on charge_refund (payment_id);
      create index orders_created_at on orders (created_at, order_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table charge_refund; drop index orders_created_at;');
    await runner.query(dropReconciliationSchema);
  }
}
