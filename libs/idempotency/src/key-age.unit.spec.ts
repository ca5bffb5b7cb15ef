import { describe, expect, it } from '@jest/globals';
import { Problem } from '@holdfast/service-defaults';
import { v4, v7 } from 'uuid';
import { assertKeyIsCurrent } from './key-age.ts';

const now = Date.UTC(2026, 0, 15);
const hours = 3_600_000;

const verdictOn = (key: string): string => {
  try {
    assertKeyIsCurrent(key, now);
    return 'current';
  } catch (error) {
    if (error instanceof Problem) return `${error.kind.status} ${error.kind.code}`;
    throw error;
  }
};

describe('assertKeyIsCurrent', () => {
  it.each([
    ['made now', 0, 'current'],
    ['of 72 hours ago', 72 * hours, 'current'],
    ['a moment older than that', 72 * hours + 1, '412 idempotency_key_expired'],
    ['of last year', 9_000 * hours, '412 idempotency_key_expired'],
    ['of a clock 5 minutes fast', -5 * 60_000, 'current'],
    ['from further in the future', -5 * 60_000 - 1, '400 idempotency_key_malformed'],
  ])('judges a UUIDv7 %s', (_, ageMs, verdict) => {
    expect(verdictOn(v7({ msecs: now - ageMs }))).toBe(verdict);
    expect(verdictOn(v7({ msecs: now - ageMs }).toUpperCase())).toBe(verdict);
  });

  it.each([v4(), 'my-first-order', '01234567-89ab-7'])('lets pass what tells no time: %s', (key) => {
    expect(verdictOn(key)).toBe('current');
  });
});
