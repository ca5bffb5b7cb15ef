import { createHash, timingSafeEqual } from 'node:crypto';
import { stripeErrors } from './stripe-error.ts';

/** Bearer, or Basic with the key as user name: Stripe accepts both. */
export function authenticate(header: string | undefined, secretKey: string): void {
  const presented = presentedKey(header);
  if (presented === undefined || presented === '') throw stripeErrors.keyMissing();
  if (!timingSafeEqual(digest(presented), digest(secretKey)))
    throw stripeErrors.keyInvalid(masked(presented));
}

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

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
