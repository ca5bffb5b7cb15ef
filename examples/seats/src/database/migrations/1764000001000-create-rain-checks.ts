import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createRainChecks = `
  create table rain_checks (
    rain_check_id uuid primary key,
    operation_id uuid not null unique,
    customer text not null,
    details text not null,
    created_at timestamptz not null
  );
`;

export class CreateRainChecks1764000001000 implements MigrationInterface {
  readonly name = 'CreateRainChecks1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createRainChecks);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rain_checks');
  }
}
