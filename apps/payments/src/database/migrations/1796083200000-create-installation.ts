import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createInstallation = `
create table installation (
  id uuid primary key default gen_random_uuid(),
  is_only_row boolean not null default true unique check (is_only_row)
);
insert into installation default values;
`;

export class CreateInstallation1796083200000 implements MigrationInterface {
  name = 'CreateInstallation1796083200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createInstallation);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table installation;');
  }
}
