import { createIdempotencySchema, dropIdempotencySchema } from '@holdfast/idempotency/schema';
import { createOutboxSchema, dropOutboxSchema } from '@holdfast/messaging/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateOrders1764000000000 implements MigrationInterface {
  name = 'CreateOrders1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createIdempotencySchema);
    await runner.query(createOutboxSchema);
    await runner.query(`
      create table orders (
        order_id text primary key,
        operation_id uuid not null unique,
        status text not null
          check (status in ('payment_pending', 'paid', 'payment_failed', 'refund_pending', 'refunded')),
        customer_email text not null,
        customer_name text,
        lines jsonb not null,
        amount_minor integer not null check (amount_minor > 0),
        currency text not null,
        payment_request text not null,
        payment_id text,
        decline_code text,
        notice text,
        told_pending_at timestamptz,
        created_at timestamptz not null,
        settled_at timestamptz
      );
      create index orders_pending on orders (created_at) where status = 'payment_pending';
      create table order_event (
        event_id bigint generated always as identity primary key,
        order_id text not null,
        at timestamptz not null default clock_timestamp(),
        type text not null,
        text text not null
      );
      create index order_event_order_id on order_event (order_id, event_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table order_event; drop table orders;');
    await runner.query(dropOutboxSchema);
    await runner.query(dropIdempotencySchema);
  }
}
