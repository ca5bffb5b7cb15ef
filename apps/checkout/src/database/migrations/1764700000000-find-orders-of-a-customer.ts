import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class FindOrdersOfACustomer1764700000000 implements MigrationInterface {
  readonly name = 'FindOrdersOfACustomer1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index orders_customer on orders (lower(customer_email), created_at);');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index orders_customer;');
  }
}
