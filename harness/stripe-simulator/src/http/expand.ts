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
} as const;

const expandable: Record<string, readonly string[]> = {
  payment_intent: ['latest_charge', 'payment_method'],
  charge: ['payment_intent', 'refunds'],
  refund: ['charge', 'payment_intent', 'payment_method'],
  dispute: ['charge', 'payment_intent'],
  'radar.early_fraud_warning': ['charge', 'payment_intent'],
};

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
  if (isList) {
    if (field !== 'data') throw notExpandable(path, `data.${path}`);
    for (const item of target['data'] as Json[]) expandPath(item, rest, path, ledger);
    return;
  }
  const value = expandField(target, field, path, ledger);
  target[field] = value;
  if (rest.length > 0 && isObject(value)) expandPath(value, rest, path, ledger);
}

function expandField(target: Json, field: string, path: string, ledger: Ledger): unknown {
  const present = target[field];
  if (isObject(present)) return present;
  const isKnown = expandable[String(target['object'])]?.includes(field) ?? false;
  if (!isKnown) {
    if (present === null) return null;
    throw notExpandable(path);
  }
  if (field === 'refunds') {
    const id = String(target['id']);
    const firstPage = { limit: 10, startingAfter: undefined, endingBefore: undefined };
    return listOf(ledger.refunds, equals('charge', id), firstPage, `/v1/charges/${id}/refunds`);
  }
  if (typeof present !== 'string' || !(field in stores)) return present;
  return ledger[stores[field as keyof typeof stores]].find(present) ?? present;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function notExpandable(path: string, instead?: string): Error {
  const hint = instead === undefined ? '' : ` You may want to try expanding '${instead}' instead.`;
  return invalidRequest(`This property cannot be expanded (${path}).${hint}`, { param: 'expand' });
}
