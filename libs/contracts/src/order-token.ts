import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { idTime } from './ids.ts';

/** A secret for deriving order tokens, in force from `start` until the next one. */
export interface OrderTokenSecret {
  readonly start: Date;
  readonly secret: string;
}

/** 32 characters: 128 bits even in hexadecimal. */
const fewestCharacters = 32;

/** Placeholders used in examples. A random secret never contains one. */
const placeholder = /change-?me|replace-?me|placeholder|your-|<.*>/i;

/**
 * Parses `2026-01-01T00:00:00Z=SECRET,2026-07-01T00:00:00Z=SECRET`: secrets of at least 32 characters, each
 * with the time from which new orders use it, oldest first. Orders from before the first start use the first
 * secret. Refuses placeholders.
 */
export const orderTokenSecrets = z.string().transform((text, context): readonly OrderTokenSecret[] => {
  const entries = text.split(',').map((entry) => entry.trim());
  const secrets = entries.map((entry) => {
    const [start = '', ...rest] = entry.split('=');
    return { start, secret: rest.join('=') };
  });
  const problem = problemOf(secrets);
  if (problem === undefined) return secrets.map(({ start, secret }) => ({ start: new Date(start), secret }));
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

function problemOf(
  entries: readonly { readonly start: string; readonly secret: string }[],
): string | undefined {
  const starts = entries.map(({ start }) => start);
  const secrets = entries.map(({ secret }) => secret);
  if (!starts.every((start) => z.iso.datetime().safeParse(start).success))
    return 'must be START=SECRET,START=SECRET, each start a time such as 2026-01-01T00:00:00Z';
  const times = starts.map((start) => Date.parse(start));
  if (times.some((time, index) => time <= (times[index - 1] ?? -Infinity)))
    return 'must list the secrets by their start, the oldest first';
  if (secrets.some((secret) => secret.length < fewestCharacters || !/^[\x21-\x7e]+$/.test(secret)))
    return `needs secrets of at least ${fewestCharacters} visible characters, for example from "openssl rand -hex 32"`;
  if (secrets.some((secret) => placeholder.test(secret) || new Set(secret).size < 8))
    return 'holds a placeholder; make a secret with "openssl rand -hex 32"';
  if (new Set(secrets).size < secrets.length) return 'gives one secret twice';
  return undefined;
}

/**
 * Creates and checks tokens that open one order each. A token is never stored: it is an HMAC-SHA256 of the
 * order ID, in base64url, under the secret in force when the ID was created. It stays valid after later
 * secrets come into force.
 */
export class OrderTokens {
  constructor(private readonly secrets: readonly OrderTokenSecret[]) {}

  of(orderId: string): string {
    return this.digest(orderId).toString('base64url');
  }

  /** Checks a token in constant time. */
  opens(orderId: string, token: string): boolean {
    const expected = this.digest(orderId);
    const presented = Buffer.from(token, 'base64url');
    const isWhole = presented.length === expected.length && presented.toString('base64url') === token;
    return timingSafeEqual(expected, isWhole ? presented : Buffer.alloc(expected.length)) && isWhole;
  }

  private digest(orderId: string): Buffer {
    const made = idTime(orderId)?.getTime() ?? Number.NEGATIVE_INFINITY;
    const inForce = this.secrets.findLast(({ start }) => start.getTime() <= made) ?? this.secrets[0];
    if (inForce === undefined) throw new RangeError('no secret for deriving order tokens');
    return createHmac('sha256', inForce.secret).update(orderId).digest();
  }
}
