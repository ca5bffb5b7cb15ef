import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { bodyOf, type CustomerResponse, type Shopper } from '@holdfast/witness';
import { expectResponse, expectPaid, statusOf } from '../expectations.ts';

const guessed = 'ord_019a7c52e1b47d0f9c3ab6e4d2f81a05';

/** Tries every route to an order with the credentials of a stranger. */
async function tries(
  mallory: Shopper,
  orderId: string,
  credential: string,
  key: string = randomUUID(),
): Promise<CustomerResponse[]> {
  const headers = { authorization: credential };
  return [
    await mallory.send('GET', `/orders/${orderId}`, { headers }),
    await mallory.send('GET', `/orders/${orderId}/history`, { headers }),
    await mallory.send('POST', `/orders/${orderId}/refunds`, { headers, key, body: '{}' }),
  ];
}

/** The body without fields that differ per request. */
function said(response: CustomerResponse): unknown {
  return { ...bodyOf(response), traceId: '', instance: '' };
}

export default {
  name: 'another-customers-order',
  broken:
    "Mallory knows the ID of Ada's order, has an order and a token of his own, and replays the key of Ada's refund.",
  customerSees:
    "Without a credential, Mallory gets 401. With his own token, Ada's order looks like one that does not exist (404). Only what Ada requests is refunded.",
  cell: { edge: 'shopper->checkout', fault: "another's order", phase: 'after the response' },
  proves: ['checkout.idempotency', 'refund.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const [ada, mallory] = [system.shopper('Ada'), system.shopper('Mallory')];
    const [orderId, another] = [expectPaid(await ada.checkOut()), expectPaid(await ada.checkOut())];
    const own = await mallory.checkOut();
    expectPaid(own);
    const token = `Bearer ${String(bodyOf(own)['accessToken'])}`;
    for (const response of await tries(mallory, orderId, ''))
      expectResponse(response, 401, 'order_access_required');
    const unknown = await tries(mallory, guessed, token);
    for (const response of unknown) expectResponse(response, 404, 'order_not_found');
    const refused = await tries(mallory, orderId, token);
    assert.deepEqual(refused.map(said), unknown.map(said), 'the responses reveal that the order exists');
    for (const path of ['', '/history']) expectResponse(await ada.get(`/orders/${orderId}${path}`), 200);
    assert.equal(await statusOf(system, orderId), 'paid', 'a stranger refunded the order');

    const refund = await ada.refund(orderId);
    expectResponse(refund, 201);
    for (const response of await tries(mallory, orderId, token, String(refund.key)))
      expectResponse(response, 404, 'order_not_found');
    for (const response of await tries(mallory, orderId, '', String(refund.key)))
      expectResponse(response, 401, 'order_access_required');
    assert.equal((await ada.refund(orderId, { key: String(refund.key) })).text, refund.text);
    assert.equal(await statusOf(system, another), 'paid');
  },
} satisfies Scenario;
