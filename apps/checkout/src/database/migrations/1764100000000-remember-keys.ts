import { upgradeIdempotencySchema } from '@holdfast/idempotency/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class RememberKeys1764100000000 implements MigrationInterface {
  name = 'RememberKeys1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(upgradeIdempotencySchema);
    await runner.query(`
      alter table orders
        drop column payment_request,
        add column key_hash uuid constraint orders_key_hash_key unique,
        add column key_fingerprint bytea;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders drop column key_hash, drop column key_fingerprint, add column payment_request text not null default '';
    `);
  }
}
