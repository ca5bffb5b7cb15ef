import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { inboxRetentionMs, lowestIdOf } from './inbox-reaper.ts';
import { completedKeptSeconds } from './message-job.ts';

describe('lowestIdOf', () => {
  const at = Date.parse('2026-11-25T10:00:00.000Z');

  it('sorts before every ID of its millisecond and later ones, and after all earlier IDs', () => {
    for (let n = 0; n < 100; n += 1) {
      expect(uuidv7({ msecs: at }) >= lowestIdOf(at)).toBe(true);
      expect(uuidv7({ msecs: at - 1 }) < lowestIdOf(at)).toBe(true);
    }
  });
});

describe('inboxRetentionMs', () => {
  it('outlasts the time in which BullMQ drops a second job of a message', () => {
    expect(inboxRetentionMs).toBeGreaterThan(7 * completedKeptSeconds * 1_000);
  });
});
