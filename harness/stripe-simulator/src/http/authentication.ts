import { createHash, timingSafeEqual } from 'node:crypto';
import { type AcceptedKeys } from './endpoint.ts';
import { stripeErrors } from './stripe-error.ts';

export interface ApiKeys {
  readonly secret: string;
  readonly publishable: string;
}

export type KeyKind = keyof ApiKeys;

/** The kind of the presented key. @throws StripeError if the endpoint does not take it */
export function authenticate(
  header: string | undefined,
  keys: ApiKeys,
  accepted: AcceptedKeys = 'secret',
): KeyKind {
  const presented = presentedKey(header);
  if (presented === undefined || presented === '') throw stripeErrors.keyMissing();
  const kind = kindOf(presented, keys);
  if (kind === undefined) throw stripeErrors.keyInvalid(masked(presented));
  if (accepted === 'any' || accepted === kind) return kind;
  throw kind === 'publishable' ? stripeErrors.secretKeyRequired() : stripeErrors.publishableKeyRequired();
}

export function presentsPublishableKey(header: string | undefined): boolean {
  return presentedKey(header)?.startsWith('pk_') === true;
}

function kindOf(presented: string, keys: ApiKeys): KeyKind | undefined {
  if (isSame(presented, keys.secret)) return 'secret';
  return isSame(presented, keys.publishable) ? 'publishable' : undefined;
}

/** Bearer, or Basic with the key as user name: Stripe accepts both. */
function presentedKey(header: string | undefined): string | undefined {
  const [scheme, value = ''] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString().split(':')[0];
}

function masked(key: string): string {
  const prefix = /^[a-z]+_(test_|live_)?/.exec(key)?.[0] ?? '';
  const rest = key.slice(prefix.length);
  const shown = rest.length > 8 ? rest.slice(-4) : '';
  return prefix + '*'.repeat(rest.length - shown.length) + shown;
}

function isSame(presented: string, key: string): boolean {
  return timingSafeEqual(digest(presented), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
