import { Problem } from '@holdfast/service-defaults';
import { idempotencyErrors } from './idempotency.errors.ts';

/** 72 h: for how long an answer is promised to be replayed. */
const retentionMs = 72 * 3_600_000;
/** 5 min: clocks that are further apart than that are broken. */
const toleratedSkewMs = 5 * 60_000;

const uuidv7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * Refuses a UUIDv7 key whose time is too far away: what it stood for may have been forgotten, so running it could do it twice.
 * Other keys tell no time and pass.
 * @throws Problem 412 `idempotency_key_expired` past 72 h, 400 `idempotency_key_malformed` more than 5 minutes in the future.
 */
export function assertKeyIsCurrent(key: string, now: number): void {
  const [, high, low] = uuidv7.exec(key) ?? [];
  if (high === undefined || low === undefined) return;
  const ageMs = now - parseInt(high + low, 16);
  if (ageMs > retentionMs)
    throw new Problem(
      idempotencyErrors.keyExpired,
      'This key is older than 72 hours. Find out what became of its operation before you make a new one.',
    );
  if (ageMs < -toleratedSkewMs)
    throw new Problem(idempotencyErrors.keyMalformed, 'The time in this UUIDv7 key lies in the future.');
}
