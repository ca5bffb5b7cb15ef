import { type Evidence } from '../run/evidence.ts';
import { type Answer } from '../system/shopper.ts';
import { type Row, text } from './rows.ts';
import { isFaulted } from './what-was-broken.ts';

export function parsed(json: string | null): Row | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null ? (value as Row) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const bodyOf = (answer: Answer): Row => parsed(answer.text) ?? {};

const pathOf = ({ path }: Answer): string => path.split('?')[0] ?? path;
export const isCheckout = (answer: Answer): boolean =>
  answer.method === 'POST' && pathOf(answer) === '/checkouts';
export const isRefund = (answer: Answer): boolean =>
  answer.method === 'POST' && /^\/orders\/[^/]+\/refunds$/.test(pathOf(answer));
export const orderInPath = (answer: Answer): string | undefined =>
  /^\/orders\/([^/]+)/.exec(pathOf(answer))?.[1];

/** The answers that the system gave: without those that the suite's own fault put in their place, which carry no `X-Request-Id`. */
export function answersIn(evidence: Evidence): readonly Answer[] {
  const { answers } = evidence.ledgers;
  const isForging = isFaulted(evidence, /^shopper->/, [
    'status',
    'status_after',
    'garbage',
    'truncate',
    'cut',
  ]);
  return isForging ? answers.filter((answer) => 'x-request-id' in answer.headers) : answers;
}

/** `Ada: POST /checkouts (key 01…) → 201` */
export function told(answer: Answer): string {
  const key = answer.key === null ? '' : ` (key ${answer.key})`;
  const status = answer.status === 0 ? `no answer: ${answer.failure ?? 'unknown'}` : `${answer.status}`;
  return `${answer.shopper}: ${answer.method} ${answer.path}${key} → ${status}`;
}

/** The key as both its spellings and the body's `requestId` have it; undefined when there was none. */
export function keyOf({ key, sent }: Answer): string | undefined {
  if (key !== null) return key.replace(/^"(.*)"$/, '$1');
  return text(parsed(sent) ?? {}, 'requestId') || undefined;
}

/** Whose key it was: public routes know callers by their API key only. */
export const callerOf = ({ sentHeaders }: Answer): string => sentHeaders?.['authorization'] ?? 'public';

/** What an order's token looks like: 256 bits in base64url. API keys of a stack are longer, and hexadecimal. */
export const tokenShape = /^[\w-]{43}$/;

/** The token or API key that was presented; '' when there was none. */
export const credentialOf = ({ sentHeaders }: Answer): string =>
  (sentHeaders?.['authorization'] ?? '').replace(/^Bearer +/i, '');

/** The same for all requests that the contract calls the same. */
export function requestOf({ method, path, sent }: Answer): string {
  const body = sent === null || sent === '' ? {} : (parsed(sent) ?? sent);
  return `${method} ${path} ${JSON.stringify(body, inOrder)}`;
}

function inOrder(_name: string, value: unknown): unknown {
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
]);

/** Whether the answer is the operation's last word, which is stored: pending orders and refunds, refusals at the door and 5xx are not. */
export function isFinal(answer: Answer): boolean {
  if (!isCheckout(answer) && !isRefund(answer)) return false;
  const body = bodyOf(answer);
  if (answer.status === 201) return text(body, 'status') !== 'pending';
  return answer.status >= 400 && answer.status < 500 && decidedCodes.has(text(body, 'code'));
}

export const addressIn = (json: string | null): string => {
  const customer = parsed(json)?.['customer'];
  return typeof customer === 'object' && customer !== null ? text(customer as Row, 'email') : '';
};
