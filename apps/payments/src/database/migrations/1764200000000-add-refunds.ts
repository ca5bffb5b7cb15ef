import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddRefunds1764200000000 implements MigrationInterface {
  name = 'AddRefunds1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table payment
        add column refund_reserved_minor integer not null default 0,
        add column refunded_minor integer not null default 0,
        add constraint payment_refunds_within_amount check (refund_reserved_minor <= amount_minor),
        add constraint payment_refunded_was_reserved check (refunded_minor between 0 and refund_reserved_minor);
      create table refund (
        refund_id text primary key,
        payment_id text not null references payment,
        order_id text not null,
        operation_id uuid not null unique,
        reference text,
        key_hash uuid not null constraint refund_key_hash_key unique,
        key_fingerprint bytea not null,
        status text not null check (status in ('pending', 'succeeded', 'failed')),
        amount_minor integer not null check (amount_minor > 0),
        currency text not null,
        provider_refund_id text,
        failure_code text,
        failed_after_success boolean not null default false,
        created_at timestamptz not null,
        settled_at timestamptz
      );
      create index refund_payment_id on refund (payment_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table refund;
      update payment set status = 'succeeded' where status = 'refunded';
      alter table payment drop column refund_reserved_minor, drop column refunded_minor;
    `);
  }
}
