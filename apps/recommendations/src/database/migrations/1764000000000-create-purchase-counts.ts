import { createInboxSchema, dropInboxSchema } from '@holdfast/messaging/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreatePurchaseCounts1764000000000 implements MigrationInterface {
  readonly name = 'CreatePurchaseCounts1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createInboxSchema);
    await runner.query(`
      create table purchase (
        product_id text primary key,
        count bigint not null check (count > 0)
      );
      create table co_purchase (
        product_a text not null,
        product_b text not null,
        count bigint not null check (count > 0),
        primary key (product_a, product_b),
        check (product_a < product_b)
      );
      create index co_purchase_by_product_b on co_purchase (product_b);
      create table customer_product (
        customer_id text not null,
        product_id text not null,
        primary key (customer_id, product_id)
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table customer_product; drop table co_purchase; drop table purchase;');
    await runner.query(dropInboxSchema);
  }
}
