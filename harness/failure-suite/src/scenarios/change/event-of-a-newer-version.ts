import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid } from '../expectations.ts';

const copyAsVersion2 = `
  insert into outbox (message_id, queue, name, payload, attempts)
  select gen_random_uuid(), queue, name, payload || '{"version": 2}', attempts from outbox
  where name = 'send-receipt' and payload->>'orderId' = $1`;

/** Otherwise, it is published again when a later scenario empties Redis. */
const removeVersion2 = `delete from outbox where payload->>'orderId' = $1 and payload->>'version' = '2'`;

export default {
  name: 'event-of-a-newer-version',
  broken: 'Email receives a message in a version that it does not support.',
  customerSees:
    'One receipt, from the supported version. The other message is parked for an operator: neither retried nor lost.',
  cell: { edge: 'email', fault: 'unknown version', phase: 'throughout' },
  proves: ['receipt.observability'],
  poison: 1,
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await becomes(system, orderId, 'paid');
    await system.query('checkout', copyAsVersion2, [orderId]);
    const parked = await system.until(
      'the message is parked',
      async () => {
        const { deadLetters } = await system.ledgers();
        return deadLetters.length > 0 ? deadLetters : undefined;
      },
      20_000,
    );
    assert.deepEqual(
      parked.map(({ queue, name }) => `${queue} ${name}`),
      ['email send-receipt'],
    );
    assert.match(parked[0]?.reason ?? '', /version/);
    await system.query('checkout', removeVersion2, [orderId]);
  },
} satisfies Scenario;
