import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Until now only checkout charged; a version of before goes on inserting payments without naming it. */
export class KeepTheCaller1764600000000 implements MigrationInterface {
  name = 'KeepTheCaller1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table payment add column caller text not null default 'checkout'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table payment drop column caller');
  }
}
