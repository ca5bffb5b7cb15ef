import { addWaitingToIdempotencySchema } from '@holdfast/idempotency/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the bank said of older payments moves to where operators alone read it. */
export class TellAnswersApart1764660000000 implements MigrationInterface {
  name = 'TellAnswersApart1764660000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(addWaitingToIdempotencySchema);
    await runner.query(`
      alter table payment
        add column provider_code text,
        add column advice_code text,
        add column provider_request_id text,
        add column expected_by timestamptz;
      update payment set provider_code = decline_code where decline_code is not null;
      update payment set decline_code = 'generic_decline'
      where decline_code not in ('insufficient_funds', 'expired_card', 'incorrect_cvc', 'processing_error', 'card_velocity_exceeded',
                                 'authentication_required', 'generic_decline', 'payment_method_invalid');
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table stripe_event_not_applied;
      update payment set decline_code = provider_code where provider_code is not null;
      alter table payment drop column provider_code, drop column advice_code, drop column provider_request_id, drop column expected_by;
    `);
  }
}
