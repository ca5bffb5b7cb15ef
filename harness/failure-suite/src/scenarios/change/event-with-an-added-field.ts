import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid } from '../expectations.ts';

/** Adds a field to outbox rows, as a newer checkout would. */
const addField = `
  create function add_a_field() returns trigger language plpgsql as $$ begin
    new.payload := new.payload || '{"giftWrap": {"paper": "blue"}}';
    return new;
  end $$;
  create trigger add_a_field before insert on outbox for each row execute function add_a_field()`;

export default {
  name: 'event-with-an-added-field',
  broken: 'A newer checkout runs beside older consumers: its messages have a field those have never seen.',
  customerSees: 'The receipt arrives, once.',
  cell: { edge: 'email', fault: 'added field', phase: 'throughout' },
  proves: ['receipt.idempotency'],
  fallacies: ['there is one administrator'],
  run: async (system) => {
    await system.query('checkout', addField);
    try {
      const orderId = expectPaid(await system.shopper('Ada').checkOut());
      await becomes(system, orderId, 'paid');
      const added = await system.query(
        'checkout',
        "select name from outbox where payload ? 'giftWrap' and payload->>'orderId' = $1 order by name",
        [orderId],
      );
      const names = system.services.includes('recommendations')
        ? ['order-paid', 'send-receipt']
        : ['send-receipt'];
      assert.deepEqual(
        added.map(({ name }) => name),
        names,
      );
    } finally {
      await system.query('checkout', 'drop trigger add_a_field on outbox; drop function add_a_field');
    }
    await system.until(
      'the receipt is in the inbox',
      async () => (await system.ledgers()).mails.length === 1,
    );
  },
} satisfies Scenario;
