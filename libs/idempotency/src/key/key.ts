import { Problem } from '@holdfast/service-defaults';
import { parseItem } from 'structured-headers';
import { idempotencyErrors } from '../idempotency.errors.ts';

/** 255 characters, Stripe's limit for its own keys. */
const visibleAscii = /^[\x21-\x7e]{1,255}$/;

/** Bare keys exclude characters that start a list, a parameter or a string in a structured field. */
const bareKey = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,255}$/;

const howToSend = 'Send one `Idempotency-Key` of 1 to 255 visible ASCII characters, such as a UUIDv7.';

/**
 * Reads the client's key from the `Idempotency-Key` header lines, or else from `requestId` in the body.
 * `"abc"` (a structured-field string, parameters ignored) and `abc` are the same key.
 * @throws Problem 400 `idempotency_key_missing`, `…_malformed` or `…_conflict`.
 */
export function readKey(headerLines: readonly string[], requestId?: unknown): string {
  const fromHeader = headerLines.length === 0 ? undefined : parseHeader(headerLines);
  const fromBody = requestId === undefined ? undefined : parseRequestId(requestId);
  if (fromHeader !== undefined && fromBody !== undefined && fromHeader !== fromBody)
    throw new Problem(
      idempotencyErrors.keyConflict,
      '`Idempotency-Key` and `requestId` differ. Send only one of them, or the same key in both.',
    );
  const key = fromHeader ?? fromBody;
  if (key === undefined) throw new Problem(idempotencyErrors.keyMissing, howToSend);
  return key;
}

function parseHeader(lines: readonly string[]): string {
  const [line = ''] = lines;
  const value = line.trim();
  const key = lines.length > 1 ? undefined : value.startsWith('"') ? quotedKey(value) : value;
  const isValid = key !== undefined && (value.startsWith('"') ? visibleAscii : bareKey).test(key);
  if (!isValid) throw new Problem(idempotencyErrors.keyMalformed, howToSend);
  return key;
}

function quotedKey(value: string): string | undefined {
  try {
    const item: unknown = parseItem(value)[0];
    return typeof item === 'string' ? item : undefined;
  } catch {
    return undefined;
  }
}

function parseRequestId(requestId: unknown): string {
  if (typeof requestId !== 'string' || !visibleAscii.test(requestId))
    throw new Problem(
      idempotencyErrors.keyMalformed,
      '`requestId` must be a string of 1 to 255 visible ASCII characters.',
    );
  return requestId;
}
