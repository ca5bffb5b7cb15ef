import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeHistory, disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'payments-killed-while-recording-a-dispute',
  broken:
    'The instance of payments that records a dispute is killed (SIGKILL) after it has written it and before its commit; later, another one after its commit.',
  customerSees:
    'The order shows the dispute, and then that it was won, once each: the provider sends its events again.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'mid-response' },
  proves: ['webhook.idempotency', 'webhook.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const strikeAt = (direction: 'request' | 'response', label: string) =>
      system.lab.strike({ edge: 'payments->postgres', direction, label, action: { kind: 'hold' } });
    const write = await strikeAt('response', 'insert dispute');
    const dispute = await openDispute(system, orderId);
    const writing = (await write.hit()).message?.receiver ?? '';
    await system.process(writing).kill();
    await write.release('drop');
    await system.process(writing).start();
    await disputeIs(system, ada, orderId, 'needs_response');
    const commit = await system.lab.strike({
      edge: 'stripe->payments',
      direction: 'response',
      action: { kind: 'hold' },
    });
    await dispute.close('won');
    const answering = (await commit.hit()).message?.sender ?? '';
    await system.process(answering).kill();
    await commit.release('drop');
    await system.process(answering).start();
    await disputeIs(system, ada, orderId, 'won');
    assert.deepEqual(await disputeHistory(system, orderId), ['needs_response', 'won']);
  },
} satisfies Scenario;
