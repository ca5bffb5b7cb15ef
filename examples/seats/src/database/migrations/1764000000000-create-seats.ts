import { createIdempotencySchema, dropIdempotencySchema } from '@holdfast/idempotency/schema';
import {
  createInboxSchema,
  createOutboxSchema,
  dropInboxSchema,
  dropOutboxSchema,
} from '@holdfast/messaging/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

const createSeats = `
  create table seats (
    seat_id text primary key,
    operation_id uuid not null unique,
    customer text not null,
    product_id text not null,
    reserved_at timestamptz not null,
    confirmed_at timestamptz
  );
`;

export class CreateSeats1764000000000 implements MigrationInterface {
  readonly name = 'CreateSeats1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const create of [createIdempotencySchema, createOutboxSchema, createInboxSchema, createSeats])
      await runner.query(create);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const drop of ['drop table seats', dropInboxSchema, dropOutboxSchema, dropIdempotencySchema])
      await runner.query(drop);
  }
}
