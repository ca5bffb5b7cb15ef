import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Customers come with opaque ids now. What was bought together stays counted; whose it was is not known to this service any more. */
export class ForgetAddresses1764700000000 implements MigrationInterface {
  readonly name = 'ForgetAddresses1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from customer_product where customer_id like '%@%'`);
  }

  /** What is forgotten does not come back. */
  async down(): Promise<void> {}
}
