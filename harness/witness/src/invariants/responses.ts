import { type Evidence } from './evidence.ts';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Row, text } from './rows.ts';
import { isFaulted } from './fault-history.ts';

export function parsed(json: string | null): Row | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null ? (value as Row) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const bodyOf = (response: CustomerResponse): Row => parsed(response.text) ?? {};

const pathOf = ({ path }: CustomerResponse): string => path.split('?')[0] ?? path;
export const isCheckout = (response: CustomerResponse): boolean =>
  response.method === 'POST' && pathOf(response) === '/checkouts';
export const isRefund = (response: CustomerResponse): boolean =>
  response.method === 'POST' && /^\/orders\/[^/]+\/refunds$/.test(pathOf(response));
export const orderInPath = (response: CustomerResponse): string | undefined =>
  /^\/orders\/([^/]+)/.exec(pathOf(response))?.[1];

/**
 * The system's own responses. Those that a fault of the suite forged carry no `X-Request-Id` and are left
 * out. None can be forged past the lab.
 */
export function responsesIn(evidence: Evidence): readonly CustomerResponse[] {
  const { responses } = evidence.ledgers;
  const isOwn = ({ pastLabTo, headers }: CustomerResponse): boolean =>
    pastLabTo !== undefined || 'x-request-id' in headers;
  return isForging(evidence) ? responses.filter(isOwn) : responses;
}

/** True if a fault of the suite writes responses to customers, or cuts them. */
export const isForging = (evidence: Evidence): boolean =>
  isFaulted(evidence, /^shopper->/, ['status', 'status_after', 'garbage', 'truncate', 'cut']);

/** `Ada: POST /checkouts (key 01…) → 201` */
export function summaryOf(response: CustomerResponse): string {
  const key = response.key === null ? '' : ` (key ${response.key})`;
  const status =
    response.status === 0 ? `no response: ${response.failure ?? 'unknown'}` : `${response.status}`;
  return `${response.shopper}: ${response.method} ${response.path}${key} → ${status}`;
}

/** The key from either header spelling or from the body's `requestId`; undefined if there was none. */
export function keyOf({ key, sent }: CustomerResponse): string | undefined {
  if (key !== null) return key.replace(/^"(.*)"$/, '$1');
  return text(parsed(sent) ?? {}, 'requestId') || undefined;
}

/** The owner of the key: public routes identify callers by their API key only. */
export const callerOf = ({ sentHeaders }: CustomerResponse): string =>
  sentHeaders?.['authorization'] ?? 'public';

/** An order's token: 256 bits in base64url. A stack's API keys are longer and hexadecimal. */
export const tokenShape = /^[\w-]{43}$/;

/** The token or API key of the request, or ''. */
export const credentialOf = ({ sentHeaders }: CustomerResponse): string =>
  (sentHeaders?.['authorization'] ?? '').replace(/^Bearer +/i, '');

/** Equal for all requests that the contract treats as the same. */
export function requestOf({ method, path, sent }: CustomerResponse): string {
  const body = sent === null || sent === '' ? {} : (parsed(sent) ?? sent);
  return `${method} ${path} ${JSON.stringify(body, inOrder)}`;
}

/** For `JSON.stringify`: members in alphabetical order. */
export function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const decidedCodes = new Set([
  'card_declined',
  'payment_method_invalid',
  'payment_refused',
  'product_unknown',
  'price_changed',
  'order_not_refundable',
  'refund_exceeds_remaining',
]);

/** True if the response is final and stored. Pending orders and refunds, early refusals and 5xx are not. */
export function isFinal(response: CustomerResponse): boolean {
  if (!isCheckout(response) && !isRefund(response)) return false;
  const body = bodyOf(response);
  if (response.status === 201) return text(body, 'status') !== 'pending';
  return response.status >= 400 && response.status < 500 && decidedCodes.has(text(body, 'code'));
}

export const addressIn = (json: string | null): string => {
  const customer = parsed(json)?.['customer'];
  return typeof customer === 'object' && customer !== null ? text(customer as Row, 'email') : '';
};
