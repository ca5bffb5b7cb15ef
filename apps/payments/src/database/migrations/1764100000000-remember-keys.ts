import { upgradeIdempotencySchema } from '@holdfast/idempotency/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class RememberKeys1764100000000 implements MigrationInterface {
  name = 'RememberKeys1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(upgradeIdempotencySchema);
    await runner.query(`
      alter table payment
        add column key_hash uuid constraint payment_key_hash_key unique,
        add column key_fingerprint bytea;
      drop table stripe_event;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stripe_event (
        event_id text primary key,
        type text not null,
        received_at timestamptz not null default clock_timestamp()
      );
      alter table payment drop column key_hash, drop column key_fingerprint;
    `);
  }
}
