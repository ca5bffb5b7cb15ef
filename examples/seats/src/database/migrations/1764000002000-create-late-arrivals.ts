import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createLateArrivals = `
  create table late_arrivals (
    customer text primary key,
    count integer not null
  );
`;

export class CreateLateArrivals1764000002000 implements MigrationInterface {
  readonly name = 'CreateLateArrivals1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createLateArrivals);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table late_arrivals');
  }
}
