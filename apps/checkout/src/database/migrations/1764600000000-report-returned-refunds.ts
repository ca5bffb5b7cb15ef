import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ReportReturnedRefunds1764600000000 implements MigrationInterface {
  name = 'ReportReturnedRefunds1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table refund add column failed_after_success boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table refund drop column failed_after_success');
  }
}
