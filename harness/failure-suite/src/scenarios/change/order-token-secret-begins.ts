import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { debug, inspectable, jumpClock } from '../inside-a-process.ts';

const [first, second] = ['c81e5d7f02b94a36', '47f3a90b6d1c8e25'].map((part) => part.repeat(2));
const begins = '2030-01-01T00:00:00Z';
const secrets = `2026-01-01T00:00:00Z=${first},${begins}=${second}`;

export default {
  name: 'order-token-secret-begins',
  needs: 'processes',
  broken:
    'A second secret for order tokens comes into force on New Year 2030. An order was placed before, and its customer looks at it afterward.',
  customerSees: 'The order, with the token and the link from before.',
  cell: { edge: 'shopper->checkout', fault: 'a secret begins', phase: 'after the response' },
  proves: ['checkout.idempotency'],
  settings: {
    ...inspectable,
    checkout: { ...inspectable['checkout'], ORDER_TOKEN_SECRETS: secrets },
    email: { ...inspectable['email'], ORDER_TOKEN_SECRETS: secrets },
  },
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const copies = await Promise.all(['checkout', 'checkout-2'].map((name) => debug(system, name)));
    const setClocks = (ms: number): Promise<unknown> =>
      Promise.all(copies.map((copy) => jumpClock(copy, ms)));
    try {
      await setClocks(Date.parse(begins) - Date.now() + 3_600_000);
      for (const path of [`/orders/${orderId}`, `/orders/${orderId}/history`])
        expectResponse(await ada.get(path), 200);
    } finally {
      await setClocks(0);
      for (const copy of copies) copy.close();
    }
    expectResponse(await ada.refund(orderId), 201);
  },
} satisfies Scenario;
