import { upgradeOutboxSchema } from '@holdfast/messaging/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The table is created with these columns today: only databases of an earlier version lack them. */
export class OrderTheOutbox1764300000000 implements MigrationInterface {
  name = 'OrderTheOutbox1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(upgradeOutboxSchema);
  }

  async down(): Promise<void> {}
}
