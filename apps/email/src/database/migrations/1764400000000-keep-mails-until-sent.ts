import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A version that does not know these columns goes on as before. What it is sending counts as possibly out, for `unended_attempt` is not its
 * attempt.
 */
export class KeepMailsUntilSent1764400000000 implements MigrationInterface {
  readonly name = 'KeepMailsUntilSent1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table email
        add column content jsonb,
        add column unended_attempt integer,
        add column due_at timestamptz not null default clock_timestamp(),
        add column pending_since timestamptz not null default clock_timestamp(),
        add column attempted_at timestamptz,
        add column reason text,
        add column given_up_at timestamptz,
        add column decisions jsonb not null default '[]',
        add check (given_up_at is null or status = 'held')`);
    await runner.query(`
      create index email_due on email ((coalesce(leased_until, due_at))) where status in ('queued', 'sending')`);
    await runner.query(`create index email_held on email (created_at) where status = 'held'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index email_due, email_held');
    await runner.query(`
      alter table email
        drop column content, drop column unended_attempt, drop column due_at, drop column pending_since, drop column attempted_at,
        drop column reason, drop column given_up_at, drop column decisions`);
  }
}
