import assert from 'node:assert/strict';
import {
  bankPageIn,
  type BankResponse,
  bodyOf,
  type CheckOut,
  type CustomerResponse,
  type Shopper,
} from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { mailsAbout } from './emails-seen.ts';
import { becomes, chargesOf, expectResponse } from './expectations.ts';

/** A card whose bank always asks the customer for a confirmation. */
export const securedOrder = { paymentMethod: 'pm_card_threeDSecure2Required' };

/** An order that waits for its customer, as the customer knows it. */
export interface OrderToConfirm {
  readonly orderId: string;
  readonly key: string;
  /** The page of the bank. */
  readonly url: string;
  readonly expiresAt: number;
  readonly confirm: () => Promise<BankResponse>;
  readonly refuse: () => Promise<BankResponse>;
}

/** Places an order whose bank asks for a confirmation. */
export async function orderToConfirm(
  system: System,
  shopper: Shopper,
  options: CheckOut = {},
): Promise<OrderToConfirm> {
  return expectToConfirm(system, await shopper.checkOut({ order: securedOrder, ...options }));
}

/**
 * For an order whose provider was slow to respond: the customer repeats the request while the order is
 * pending, until the bank asks.
 */
export async function untilAsked(
  system: System,
  shopper: Shopper,
  first: CustomerResponse,
): Promise<OrderToConfirm> {
  let response = first;
  await system.until('the bank asks the customer', async () => {
    if (bodyOf(response)['status'] === 'payment_pending')
      response = await shopper.checkOut({ key: String(first.key), order: securedOrder });
    return bodyOf(response)['status'] !== 'payment_pending';
  });
  return expectToConfirm(system, response);
}

/** Expects a response that sends the customer to the bank, and promises nothing else. */
export function expectToConfirm(system: System, response: CustomerResponse): OrderToConfirm {
  const body = expectResponse(response, 202);
  assert.equal(body['status'], 'requires_action', response.text);
  assert.match(String(body['notice']), /^Your bank asks you to confirm this payment of \$[\d,]+\.\d\d\./);
  const { type, expiresAt } = body['nextAction'] as Readonly<Record<string, string>>;
  assert.equal(type, 'confirm_with_bank');
  const url = bankPageIn(response) ?? '';
  return {
    orderId: String(body['orderId']),
    key: String(response.key),
    url,
    expiresAt: Date.parse(String(expiresAt)),
    confirm: () => system.simulator.confirmWithBank(url),
    refuse: () => system.simulator.refuse(url),
  };
}

/** Waits until the order has failed and its customer is emailed so. Nothing was charged. */
export async function failsUnconfirmed(system: System, orderId: string): Promise<void> {
  await becomes(system, orderId, 'payment_failed');
  await system.until(
    `an email says that the payment of ${orderId} did not go through`,
    async () => (await mailsAbout(system, orderId)).some(({ subject }) => /did not go through/.test(subject)),
    20_000,
  );
  assert.deepEqual(await chargesOf(system, orderId), [], `the provider's charges for ${orderId}`);
}

/** Expects the stored decline of a payment that was not confirmed. */
export function expectUnconfirmed(response: CustomerResponse, orderId: string): void {
  const body = expectResponse(response, 402, 'card_declined');
  assert.equal(body['declineCode'], 'authentication_required');
  assert.equal(body['orderId'], orderId);
}

/** The order as its customer sees it. */
export async function seenBy(shopper: Shopper, orderId: string): Promise<Record<string, unknown>> {
  return expectResponse(await shopper.get(`/orders/${orderId}`), 200);
}
