import { addWaitingToIdempotencySchema } from '@holdfast/idempotency/schema';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

const known =
  "'insufficient_funds', 'expired_card', 'incorrect_cvc', 'processing_error', 'card_velocity_exceeded', 'authentication_required', 'generic_decline'";

/** Orders and their histories are read by customers: reasons that only a bank should know are taken out of the older ones too. */
export class TellAnswersApart1764660000000 implements MigrationInterface {
  name = 'TellAnswersApart1764660000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(addWaitingToIdempotencySchema);
    await runner.query(`
      alter table orders add column expected_by timestamptz;
      update order_event e set text = replace(e.text, '(' || o.decline_code || ')', '(generic_decline)')
      from orders o where o.order_id = e.order_id and e.type = 'payment_failed' and o.decline_code not in (${known});
      update orders set decline_code = 'generic_decline' where decline_code not in (${known});
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table orders drop column expected_by');
  }
}
