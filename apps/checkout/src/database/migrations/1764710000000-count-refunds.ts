import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A version that does not know `refunded_minor` leaves it behind: an order that is `refunded` counts as refunded in full all the same. */
export class CountRefunds1764710000000 implements MigrationInterface {
  name = 'CountRefunds1764710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table orders add column refunded_minor integer not null default 0,
        add constraint orders_refunded_minor_check check (refunded_minor >= 0);
      update orders set refunded_minor = amount_minor where status = 'refunded';
      alter table refund
        add column requested_by text not null default 'customer' check (requested_by in ('customer', 'shop')),
        add column ordinal integer;
      create unique index refund_in_turn on refund (order_id, ordinal);
      drop index refund_one_per_order;
      create unique index refund_one_per_order on refund (order_id) where status = 'pending';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index refund_one_per_order;
      create unique index refund_one_per_order on refund (order_id) where status <> 'failed';
      alter table refund drop column requested_by, drop column ordinal;
      alter table orders drop column refunded_minor;
    `);
  }
}
