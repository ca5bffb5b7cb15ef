import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * `kind` includes the refund if an order may have several emails of that kind: `refund:re_…`. A trigger
 * completes the kind of a row inserted without it, so that an email has only one identity.
 */
export class CreateEmailLedger1764000000000 implements MigrationInterface {
  readonly name = 'CreateEmailLedger1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table email (
        email_id text primary key,
        order_id text not null,
        kind text not null,
        recipient text not null,
        status text not null check (status in ('queued', 'sending', 'sent', 'held')),
        message_id text not null,
        attempts integer not null,
        leased_until timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        sent_at timestamptz,
        content jsonb,
        unfinished_attempt integer,
        due_at timestamptz not null default clock_timestamp(),
        pending_since timestamptz not null default clock_timestamp(),
        attempted_at timestamptz,
        reason text,
        given_up_at timestamptz,
        decisions jsonb not null default '[]',
        supersedes text,
        unique (order_id, kind),
        check ((status = 'sending') = (leased_until is not null)),
        check ((status = 'sent') = (sent_at is not null)),
        check (given_up_at is null or status = 'held')
      );
      create index email_due on email ((coalesce(leased_until, due_at))) where status in ('queued', 'sending');
      create index email_held on email (created_at) where status = 'held';
      create index email_supersedes on email (order_id, supersedes) where supersedes is not null;
      create function identify_email() returns trigger language plpgsql as $$
      begin
        new.kind := new.kind || ':' || (new.content ->> 'refundId');
        return new;
      end $$;
      create trigger email_identity before insert on email for each row
        when (new.kind = 'refund' and new.content ? 'refundId') execute function identify_email();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table email; drop function identify_email;');
  }
}
