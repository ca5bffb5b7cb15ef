import { describe, expect, it } from '@jest/globals';
import { ByShape } from './by-shape.ts';
import { type StatementHead, type Write } from './write.ts';

const head: StatementHead = { name: 'h', columns: {}, constants: [], text: 'given', select: 'select 1' };

const paid = (orderId: string): Write => ({
  name: 'paid',
  after: 'h',
  given: { order_id: ['text', orderId], lines: ['jsonb', [orderId]] },
  text: 'update o set s = 1 from given',
});

describe('ByShape', () => {
  it('ignores values, and differs by head, text, columns, types, names and order', () => {
    const shapes = new ByShape<object>();
    const of = (writes: Write[], by = head): object => shapes.get(by, writes, () => ({}));
    const [a, b] = [paid('o1'), { ...paid('o2'), name: 'other' }];
    const [orderId, lines] = [['text', 'o1'] as const, ['jsonb', []] as const];
    expect(of([a])).toBe(of([paid('o9')]));
    expect(of([a, b])).toBe(of([paid('o9'), b]));
    const others = [
      of([a], { ...head }),
      of([]),
      of([a]),
      of([b]),
      of([a, b]),
      of([b, a]),
      of([{ ...a, text: 'delete from o using given' }]),
      of([{ ...a, after: 'other' }]),
      of([{ ...a, given: {} }]),
      of([{ ...a, given: { order_id: orderId } }]),
      of([{ ...a, given: { lines, order_id: orderId } }]),
      of([{ ...a, given: { order_id: ['uuid', 'o1'], lines } }]),
    ];
    expect(new Set(others).size).toBe(others.length);
  });
});
