import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { bankPageIn, bodyOf, type CustomerResponse, type Shopper } from '../customers/shopper.ts';
import { type PlannedVisit } from './plan.ts';

const badCard = { paymentMethod: 'pm_card_chargeDeclined' };
/** Its bank asks the customer for a confirmation. */
const securedCard = { paymentMethod: 'pm_card_threeDSecure2Required' };

/** Used idempotency keys and their owners. */
export type UsedKeys = Map<string, string>;

/** The pages of the customers' banks. */
export interface BankPages {
  /** Confirms a payment on its page, like a browser without script. */
  confirmWithBank(url: string): Promise<unknown>;
  refuse(url: string): Promise<unknown>;
}

/** Performs a visit and checks its responses: throws an assertion's error if one is not of those allowed. */
export async function performVisit(
  bank: BankPages,
  shopper: Shopper,
  { does }: PlannedVisit,
  used: UsedKeys,
): Promise<void> {
  const key = randomUUID();
  switch (does) {
    case 'buys':
      return remember(used, shopper, key, await buys(shopper, key));
    case 'buys with a bad card':
      return isOneOf(await shopper.checkOut({ key, order: badCard }), [402, 202]);
    case 'confirms with the bank':
      return atTheBank(shopper, key, (page) => bank.confirmWithBank(page));
    case 'refuses at the bank':
      return atTheBank(shopper, key, (page) => bank.refuse(page));
    case 'leaves the bank':
      return atTheBank(shopper, key, () => Promise.resolve());
    case 'double-clicks':
      await Promise.all([buys(shopper, key), buys(shopper, key)]);
      return;
    case 'vanishes':
      // 150 ms: about when the charge is made.
      await shopper.checkOut({ key, attempts: 1, timeoutMs: 150 });
      return;
    case 'is impatient':
      return isOneOf(await shopper.checkOut({ key, timeoutMs: 800 }), [201, 202]);
    case 'sends another body':
      await buys(shopper, key);
      return isRefusedAsReused(await anotherBody(shopper, key));
    case "replays another's key":
      return replay(shopper, used);
    case 'returns the goods':
      return returnsGoods(shopper, key);
    case 'browses':
      return browses(shopper);
  }
}

async function buys(shopper: Shopper, key: string): Promise<CustomerResponse> {
  const response = await shopper.checkOut({ key });
  isOneOf(response, [201, 202]);
  return response;
}

/** The time to confirm may be over before a response arrives: then it is a decline. */
async function atTheBank(
  shopper: Shopper,
  key: string,
  respond: (page: string) => Promise<unknown>,
): Promise<void> {
  const response = await shopper.checkOut({ key, order: securedCard });
  isOneOf(response, [202, 402]);
  const page = bankPageIn(response);
  if (page !== undefined) await respond(page);
}

function remember(used: UsedKeys, { name }: Shopper, key: string, { status }: CustomerResponse): void {
  if (status === 201) used.set(key, name);
}

function anotherBody(shopper: Shopper, key: string): Promise<CustomerResponse> {
  const customer = { email: shopper.email, name: shopper.name };
  const order = { customer, lines: [{ productId: 'prod_tea', quantity: 3 }], paymentMethod: 'pm_card_visa' };
  return shopper.send('POST', '/checkouts', { key, order });
}

async function replay(shopper: Shopper, used: UsedKeys): Promise<void> {
  const [key] = [...used].find(([, owner]) => owner !== shopper.name) ?? [];
  if (key !== undefined) isRefusedAsReused(await anotherBody(shopper, key));
}

async function returnsGoods(shopper: Shopper, key: string): Promise<void> {
  const bought = await buys(shopper, key);
  if (bought.status !== 201) return;
  isOneOf(await shopper.refund(String(bodyOf(bought)['orderId'])), [201]);
}

/** Suggestions never fail; only the connection to checkout may be cut. */
async function browses(shopper: Shopper): Promise<void> {
  const customer = encodeURIComponent(shopper.email);
  isOneOf(await shopper.get(`/recommendations?customerId=${customer}&limit=3`), [200, 0]);
}

/** A response without a decision (503, 504 or none) is accepted too. */
function isRefusedAsReused(response: CustomerResponse): void {
  isOneOf(response, [422, 503, 504, 0]);
  if (response.status === 422)
    assert.equal(bodyOf(response)['code'], 'idempotency_key_reused', inWords(response));
}

function isOneOf(response: CustomerResponse, statuses: readonly number[]): void {
  assert.ok(statuses.includes(response.status), `${inWords(response)}, not ${statuses.join(' or ')}`);
}

const inWords = ({ shopper, method, path, key, status, failure, text }: CustomerResponse): string =>
  `${shopper} got ${status} ${failure ?? text.slice(0, 200)} for ${method} ${path} (key ${key ?? 'none'})`;
