import { createIdempotencySchema, dropIdempotencySchema } from '@holdfast/idempotency/schema';
import { createOutboxSchema, dropOutboxSchema } from '@holdfast/messaging/schema';
import {
  createReconciliationSchema,
  dropReconciliationSchema,
} from '@holdfast/service-defaults/reconciliation';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createPayment = `
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
  settled_at timestamptz,
  key_hash uuid unique,
  key_fingerprint bytea,
  refund_reserved_minor integer not null default 0,
  refunded_minor integer not null default 0,
  disputes_open_minor integer not null default 0,
  disputes_lost_minor integer not null default 0,
  caller text not null default 'checkout',
  provider_code text,
  advice_code text,
  provider_request_id text,
  expected_by timestamptz,
  action_url text,
  action_expires_at timestamptz,
  constraint payment_action_is_whole check ((action_url is null) = (action_expires_at is null)),
  constraint payment_refunds_within_amount check (refund_reserved_minor <= amount_minor),
  constraint payment_refund_not_disputed check (refund_reserved_minor >= 0),
  constraint payment_refunded_was_reserved check (refunded_minor between 0 and refund_reserved_minor)
);
create index payment_order_id on payment (order_id, created_at);
create index payment_created_at on payment (created_at, payment_id);
`;

const createRefund = `
create table refund (
  refund_id text primary key,
  payment_id text not null references payment,
  order_id text not null,
  operation_id uuid not null unique,
  reference text,
  key_hash uuid not null unique,
  key_fingerprint bytea not null,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  amount_minor integer not null check (amount_minor > 0),
  currency text not null,
  provider_refund_id text,
  failure_code text,
  failed_after_success boolean not null default false,
  created_at timestamptz not null,
  settled_at timestamptz,
  origin text not null default 'payments' check (origin in ('payments', 'dashboard'))
);
create index refund_payment_id on refund (payment_id, created_at);
create index refund_created_at on refund (created_at, refund_id);
create index refund_pending on refund (created_at, refund_id) where status = 'pending';
create index refund_provider_refund_id on refund (provider_refund_id);
`;

const createStripeEventNotApplied = `
create table stripe_event_not_applied (
  event_id text primary key,
  operation_id uuid not null,
  type text not null,
  payment_id text not null references payment,
  intent_id text not null,
  why text not null,
  received_at timestamptz not null default clock_timestamp()
);
create index stripe_event_not_applied_payment_id on stripe_event_not_applied (payment_id);
`;

const createDispute = `
create table dispute (
  dispute_id text primary key,
  payment_id text not null references payment,
  status text not null check (status in ('inquiry', 'needs_response', 'under_review', 'won', 'lost', 'closed')),
  amount_minor integer not null check (amount_minor >= 0),
  currency text not null,
  reason text not null,
  provider_status text not null,
  evidence_due_by timestamptz,
  revision integer not null default 1,
  reported_at timestamptz not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz
);
create index dispute_payment_id on dispute (payment_id, opened_at);
create index dispute_opened_at on dispute (opened_at, dispute_id);
create index dispute_open on dispute (opened_at, dispute_id) where closed_at is null;
`;

const createEarlyFraudWarning = `
create table early_fraud_warning (
  warning_id text primary key,
  payment_id text not null references payment,
  fraud_type text not null,
  actionable boolean not null,
  reported_at timestamptz not null,
  created_at timestamptz not null
);
create index early_fraud_warning_payment_id on early_fraud_warning (payment_id, created_at);
create index early_fraud_warning_actionable on early_fraud_warning (created_at) where actionable;
`;

export class CreatePayments1764000000000 implements MigrationInterface {
  name = 'CreatePayments1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createIdempotencySchema);
    await runner.query(createOutboxSchema);
    await runner.query(createReconciliationSchema);
    await runner.query(createPayment + createRefund + createStripeEventNotApplied);
    await runner.query(createDispute + createEarlyFraudWarning);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table early_fraud_warning; drop table dispute;');
    await runner.query('drop table stripe_event_not_applied; drop table refund; drop table payment;');
    await runner.query(dropReconciliationSchema);
    await runner.query(dropOutboxSchema);
    await runner.query(dropIdempotencySchema);
  }
}
