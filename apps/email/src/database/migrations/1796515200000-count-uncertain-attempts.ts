import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CountUncertainAttempts1796515200000 implements MigrationInterface {
  readonly name = 'CountUncertainAttempts1796515200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table email add column uncertain_attempts integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table email drop column uncertain_attempts');
  }
}
