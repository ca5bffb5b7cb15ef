import { createIdempotencySchema, dropIdempotencySchema } from '@holdfast/idempotency/schema';
import { createOutboxSchema, dropOutboxSchema } from '@holdfast/messaging/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreatePayments1764000000000 implements MigrationInterface {
  name = 'CreatePayments1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createIdempotencySchema);
    await runner.query(createOutboxSchema);
    await runner.query(`
      create table payment (
        payment_id text primary key,
        order_id text not null,
        operation_id uuid not null unique,
        status text not null check (status in ('pending', 'succeeded', 'failed', 'refunded')),
        amount_minor integer not null check (amount_minor > 0),
        currency text not null,
        provider_payment_id text unique,
        decline_code text,
        created_at timestamptz not null,
        settled_at timestamptz
      );
      create index payment_order_id on payment (order_id, created_at);
      create table stripe_event (
        event_id text primary key,
        type text not null,
        received_at timestamptz not null default clock_timestamp()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table stripe_event; drop table payment;');
    await runner.query(dropOutboxSchema);
    await runner.query(dropIdempotencySchema);
  }
}
