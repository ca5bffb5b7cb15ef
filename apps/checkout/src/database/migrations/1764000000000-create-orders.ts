import { createIdempotencySchema, dropIdempotencySchema } from '@holdfast/idempotency/schema';
import { createOutboxSchema, dropOutboxSchema } from '@holdfast/messaging/schema';
import {
  createReconciliationSchema,
  dropReconciliationSchema,
} from '@holdfast/service-defaults/reconciliation';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createOrders = `
  create table orders (
    order_id text primary key,
    operation_id uuid not null unique,
    key_hash uuid constraint orders_key_hash_key unique,
    key_fingerprint bytea,
    status text not null
      check (status in ('payment_pending', 'requires_action', 'paid', 'payment_failed', 'refund_pending', 'refunded')),
    customer_email text not null,
    customer_name text,
    lines jsonb not null,
    amount_minor integer not null check (amount_minor > 0),
    refunded_minor integer not null default 0 check (refunded_minor >= 0),
    currency text not null,
    payment_id text,
    decline_code text,
    notice text,
    pending_notified_at timestamptz,
    expected_by timestamptz,
    action_url text,
    action_expires_at timestamptz,
    created_at timestamptz not null,
    settled_at timestamptz,
    check ((status = 'requires_action') = (action_url is not null and action_expires_at is not null))
  );
  create index orders_pending on orders (created_at) where status in ('payment_pending', 'requires_action');
  create index orders_created_at on orders (created_at, order_id);
  create index orders_customer on orders (lower(customer_email), created_at);
  create table order_event (
    event_id bigint generated always as identity primary key,
    order_id text not null,
    at timestamptz not null default clock_timestamp(),
    type text not null,
    text text not null
  );
  create index order_event_order_id on order_event (order_id, event_id);
`;

const createRefunds = `
  create table refund (
    refund_id text primary key,
    order_id text not null references orders,
    operation_id uuid not null unique,
    key_hash uuid not null constraint refund_key_hash_key unique,
    key_fingerprint bytea not null,
    ordinal integer,
    status text not null check (status in ('pending', 'succeeded', 'failed')),
    requested_by text not null default 'customer' check (requested_by in ('customer', 'operator', 'shop')),
    amount_minor integer not null check (amount_minor > 0),
    currency text not null,
    lines jsonb,
    failure text,
    payment_refund_id text,
    failed_after_success boolean not null default false,
    pending_notified_at timestamptz,
    created_at timestamptz not null,
    settled_at timestamptz
  );
  create index refund_order_id on refund (order_id, created_at);
  create unique index refund_in_turn on refund (order_id, ordinal);
  create unique index refund_one_per_order on refund (order_id) where status = 'pending';
`;

const createDisputes = `
  create table order_dispute (
    dispute_id text primary key,
    order_id text not null references orders,
    operation_id uuid not null,
    payment_id text not null,
    status text not null check (status in ('inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed')),
    status_before text,
    amount_minor integer not null check (amount_minor >= 0),
    currency text not null,
    evidence_due_by timestamptz,
    revision integer not null,
    created_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp()
  );
  create index order_dispute_order_id on order_dispute (order_id, created_at);
`;

const createOrphanedChargeRefunds = `
  create table orphaned_charge_refund (
    key_hash uuid constraint orphaned_charge_refund_pkey primary key,
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
  create index orphaned_charge_refund_payment_id on orphaned_charge_refund (payment_id);
`;

export class CreateOrders1764000000000 implements MigrationInterface {
  readonly name = 'CreateOrders1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createIdempotencySchema);
    await runner.query(createOutboxSchema);
    await runner.query(createReconciliationSchema);
    await runner.query(createOrders);
    await runner.query(createRefunds);
    await runner.query(createDisputes);
    await runner.query(createOrphanedChargeRefunds);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table orphaned_charge_refund; drop table order_dispute; drop table refund; drop table order_event; drop table orders;',
    );
    await runner.query(dropReconciliationSchema);
    await runner.query(dropOutboxSchema);
    await runner.query(dropIdempotencySchema);
  }
}
