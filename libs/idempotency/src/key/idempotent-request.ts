import { hash } from 'node:crypto';
import { Problem } from '@holdfast/service-defaults';
import { parseItem } from 'structured-headers';
import { idempotencyErrors } from '../idempotency.errors.ts';
import { fingerprint, type FingerprintedRequest } from './fingerprint.ts';

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

/** A request with its key, as the store needs it. */
export interface IdempotentRequest {
  readonly caller: string;
  /** Stands for (caller, key) in the table: a key belongs to its caller. */
  readonly keyHash: string;
  readonly fingerprint: Buffer;
  /** The timestamp of a UUIDv7 key, ISO 8601; other keys have none. */
  readonly keyTime: string | undefined;
  /** The path of the request, for the `instance` of a refusal. */
  readonly path: string;
  /** How long the client wants to wait for a running duplicate, ms. Default 0. */
  readonly waitMs?: number;
}

export function idempotentRequest(
  caller: string,
  key: string,
  request: FingerprintedRequest,
): IdempotentRequest {
  return {
    caller,
    keyHash: keyHash(caller, key),
    fingerprint: fingerprint(request),
    keyTime: keyTime(key),
    path: request.path,
  };
}

/**
 * A request that did not arrive over HTTP: a job or an event. Two requests are the same if their `content`
 * is.
 */
export function keyedRequest(caller: string, key: string, content: string): IdempotentRequest {
  const request = { method: '', path: '', query: '', body: Buffer.from(content) };
  return idempotentRequest(caller, key, request);
}

/**
 * Postgres reads years of four digits; a UUIDv7 can hold later ones, and all of those are too far in the
 * future.
 */
const lastTime = Date.UTC(9999, 11, 31);

const uuidv7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

function keyTime(key: string): string | undefined {
  const [, high, low] = uuidv7.exec(key) ?? [];
  return high === undefined || low === undefined
    ? undefined
    : new Date(Math.min(parseInt(high + low, 16), lastTime)).toISOString();
}

/**
 * A UUID from the SHA-256 of caller and key. A UUIDv7 key keeps its timestamp in front, so that new rows are
 * adjacent in the index: hashing the timestamp away costs one 8 KB page image of WAL per insert (measured).
 */
export function keyHash(caller: string, key: string): string {
  const hex = hash('sha256', `${caller}\0${key}`, 'hex');
  const prefix = uuidv7.test(key) ? key.replaceAll('-', '').slice(0, 12).toLowerCase() : '';
  const digits = (prefix + hex).slice(0, 32);
  return [8, 12, 16, 20, 32].map((end, i, ends) => digits.slice(ends[i - 1] ?? 0, end)).join('-');
}
