import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AdoptDashboardRefunds1764650000000 implements MigrationInterface {
  name = 'AdoptDashboardRefunds1764650000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table refund add column origin text not null default 'payments' check (origin in ('payments', 'dashboard'))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table refund drop column origin');
  }
}
