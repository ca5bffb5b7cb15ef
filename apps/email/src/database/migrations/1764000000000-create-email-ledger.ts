import { type MigrationInterface, type QueryRunner } from 'typeorm';

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
        message_id text not null unique,
        attempts integer not null,
        leased_until timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        sent_at timestamptz,
        unique (order_id, kind),
        check ((status = 'sending') = (leased_until is not null)),
        check ((status = 'sent') = (sent_at is not null))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table email');
  }
}
