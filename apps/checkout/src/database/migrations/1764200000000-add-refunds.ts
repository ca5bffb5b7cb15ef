import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddRefunds1764200000000 implements MigrationInterface {
  name = 'AddRefunds1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table refund (
        refund_id text primary key,
        order_id text not null references orders,
        operation_id uuid not null unique,
        key_hash uuid not null constraint refund_key_hash_key unique,
        key_fingerprint bytea not null,
        status text not null check (status in ('pending', 'succeeded', 'failed')),
        amount_minor integer not null check (amount_minor > 0),
        currency text not null,
        payment_refund_id text,
        told_pending_at timestamptz,
        created_at timestamptz not null,
        settled_at timestamptz
      );
      create index refund_order_id on refund (order_id, created_at);
      create unique index refund_one_per_order on refund (order_id) where status <> 'failed';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table refund;');
  }
}
