import { type Message } from '@holdfast/lab-api';
import { describe, expect, it } from '@jest/globals';
import { keptBytes, MessageRing } from './message-ring.ts';

const aMessage = (number: number, bytes: number): Message => ({
  number,
  at: 0,
  edge: 'checkout->payments',
  route: 'checkout->payments',
  protocol: 'http',
  direction: 'request',
  label: 'POST /payments',
  sender: 'checkout',
  receiver: 'payments',
  connection: 1,
  bytes,
  exchange: number,
  isBackground: false,
});

/** Keeps messages of these sizes, each filled with a letter of its own. */
function ringOf(ring: MessageRing, sizes: readonly number[]): void {
  for (const [index, size] of sizes.entries())
    ring.keep(aMessage(index + 1, size), [Buffer.alloc(size, Buffer.from([65 + index]))]);
}

const kept = (ring: MessageRing, numbers: number): string[] =>
  Array.from({ length: numbers }, (_, index) => ring.find(index + 1)?.bytes.toString() ?? '-');

describe('the ring of messages', () => {
  it('forgets the oldest messages when it is full, and never mixes their bytes', () => {
    const ring = new MessageRing(10);
    ringOf(ring, [4, 4, 3, 2, 4]);
    expect(kept(ring, 5)).toEqual(['-', '-', 'CCC', 'DD', 'EEEE']);
    const long = new MessageRing(1_000);
    ringOf(
      long,
      Array.from({ length: 500 }, (_, index) => 1 + ((index * 37) % 90)),
    );
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
    const found = numbers.filter((number) => long.find(number) !== undefined);
    expect(found).toEqual(numbers.slice(-found.length));
    expect(found.length).toBeGreaterThan(10);
    for (const number of found)
      expect(new Set(long.find(number)?.bytes)).toEqual(new Set(Buffer.from([64 + number])));
  });

  it('keeps the first 4 KiB of a message that arrives in chunks', () => {
    const ring = new MessageRing();
    ring.keep(aMessage(1, 6_000), [Buffer.alloc(3_000, 'a'), Buffer.alloc(3_000, 'b')]);
    expect(ring.find(1)?.bytes.toString()).toBe('a'.repeat(3_000) + 'b'.repeat(keptBytes - 3_000));
  });

  it('keeps a limited number of messages, however small', () => {
    const ring = new MessageRing(1_000, 2);
    ringOf(ring, [1, 1, 1]);
    expect(kept(ring, 3)).toEqual(['-', 'B', 'C']);
  });
});
