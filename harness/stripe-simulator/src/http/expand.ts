import { type Ledger } from '../ledger/ledger.ts';
import { equals } from '../ledger/ledger.ts';
import { listOf } from './list.ts';
import { invalidRequest } from './stripe-error.ts';

type Json = Record<string, unknown>;

const stores = {
  latest_charge: 'charges',
  charge: 'charges',
  payment_intent: 'paymentIntents',
  payment_method: 'paymentMethods',
  source: 'disputes',
} as const;

/** Expandable properties of Stripe's objects; those that the simulator does not cover are null. */
const expandable: Record<string, readonly string[]> = {
  balance_transaction: ['source'],
  charge: [
    'application',
    'application_fee',
    'balance_transaction',
    'customer',
    'failure_balance_transaction',
    'on_behalf_of',
    'payment_intent',
    'refunds',
    'review',
    'source_transfer',
  ],
  dispute: ['charge', 'payment_intent'],
  payment_intent: [
    'application',
    'customer',
    'latest_charge',
    'on_behalf_of',
    'payment_method',
    'review',
    'source',
  ],
  payment_method: ['customer'],
  'radar.early_fraud_warning': ['charge', 'payment_intent'],
  refund: [
    'balance_transaction',
    'charge',
    'customer',
    'failure_balance_transaction',
    'payment_intent',
    'payment_method',
    'source_transfer_reversal',
    'transfer_reversal',
  ],
};

/** https://docs.stripe.com/expand */
const deepest = 4;

/** @throws StripeError for a path that is deeper than Stripe's. */
export function requireShallow(paths: readonly string[]): void {
  if (paths.every((path) => path.split('.').length <= deepest)) return;
  throw invalidRequest(`You cannot expand more than ${deepest} levels of a property.`, { param: 'expand' });
}

/** Replaces IDs with objects along paths such as `latest_charge.refunds` or `data.latest_charge`. */
export function expand(body: object, paths: readonly string[], ledger: Ledger): object {
  if (paths.length === 0) return body;
  const copy = structuredClone(body) as Json;
  for (const path of paths) expandPath(copy, path.split('.'), path, ledger);
  return copy;
}

function expandPath(target: Json, [field, ...rest]: string[], path: string, ledger: Ledger): void {
  if (field === undefined) return;
  const isList = target['object'] === 'list' || target['object'] === 'search_result';
  if (isList && field !== 'data') throw notExpandable(path, `data.${path}`);
  const value = isList ? target['data'] : expandField(target, field, path, ledger);
  target[field] = value;
  for (const inner of Array.isArray(value) ? value : [value]) {
    if (isObject(inner)) expandPath(inner, rest, path, ledger);
  }
}

function expandField(target: Json, field: string, path: string, ledger: Ledger): unknown {
  const present = target[field];
  if (isObject(present)) return present;
  if (!expandable[String(target['object'])]?.includes(field)) throw notExpandable(path);
  if (field === 'refunds') {
    const id = String(target['id']);
    const firstPage = { limit: 10, startingAfter: undefined, endingBefore: undefined };
    return listOf(ledger.refunds, equals('charge', id), firstPage, `/v1/charges/${id}/refunds`);
  }
  if (typeof present !== 'string' || !(field in stores)) return present ?? null;
  return ledger[stores[field as keyof typeof stores]].find(present) ?? present;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function notExpandable(path: string, instead?: string): Error {
  const hint = instead === undefined ? '' : ` You may want to try expanding '${instead}' instead.`;
  return invalidRequest(`This property cannot be expanded (${path}).${hint}`, { param: 'expand' });
}
