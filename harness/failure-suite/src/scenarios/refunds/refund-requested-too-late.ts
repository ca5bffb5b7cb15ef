import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { makeOlder, windowHours } from '../order-of-yesterday.ts';
import { refundPart } from '../parts-of-refunds.ts';

export default {
  name: 'refund-requested-too-late',
  broken: 'Nothing, but a customer requests a refund of an order that is older than a day.',
  customerSees:
    '403: only the team can refund it now, and it does. An order that is almost a day old is refunded.',
  cell: { edge: 'shopper->checkout', fault: 'an unusual request', phase: 'after the response' },
  proves: ['refund.idempotency'],
  isBackdated: true,
  run: async (system) => {
    const [ada, grace] = [system.shopper('Ada'), system.shopper('Grace')];
    const [ofAda, ofGrace] = [expectPaid(await ada.checkOut()), expectPaid(await grace.checkOut())];
    await makeOlder(system, ofAda, windowHours - 1);
    await makeOlder(system, ofGrace, windowHours + 1);
    expectResponse(await ada.refund(ofAda), 201);
    expectResponse(await grace.refund(ofGrace), 403, 'refund_needs_operator');
    expectResponse(await refundPart(system, grace, ofGrace, {}), 201);
    for (const orderId of [ofAda, ofGrace]) await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
