import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createInstallation = `
create table installation (
  id uuid primary key default gen_random_uuid(),
  owns_unmarked boolean not null,
  is_only_row boolean not null default true unique check (is_only_row)
);
insert into installation (owns_unmarked) select exists (select from payment);
create index payment_settled_at on payment (settled_at);
`;

export class CreateInstallation1796083200000 implements MigrationInterface {
  name = 'CreateInstallation1796083200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createInstallation);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index payment_settled_at; drop table installation;');
  }
}
