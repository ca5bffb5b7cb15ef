import { describe, expect, it } from '@jest/globals';
import { idSchema, idTime, newId } from './ids.ts';

describe('newId', () => {
  it.each(['ord', 'pay', 're', 'eml'] as const)('begins with %s_ and is taken by its schema', (prefix) => {
    const id = newId(prefix);
    expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-f]{32}$`));
    expect(idSchema(prefix).parse(id)).toBe(id);
  });

  it('never repeats and sorts in the order of making', () => {
    const ids = Array.from({ length: 2_000 }, () => newId('ord'));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('idSchema', () => {
  it.each([
    '',
    'ord_',
    'ord',
    'pay_1',
    'ORD_1',
    ' ord_1',
    'ord_1 ',
    'ord_1\n',
    'ord_a-b',
    "ord_1'",
    `ord_${'x'.repeat(65)}`,
    1,
  ])('refuses %p', (id) => expect(idSchema('ord').safeParse(id).success).toBe(false));

  it('takes what others made, as long as it is bounded', () => {
    expect(idSchema('ord').safeParse(`ord_${'Z'.repeat(64)}`).success).toBe(true);
  });
});

describe('idTime', () => {
  it('reads when an id was made', () => {
    const before = Date.now();
    const time = idTime(newId('ord'))?.getTime() ?? Number.NaN;
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it.each(['ord_1', '', `ord_${'f'.repeat(32)}`, `ord_${'Z'.repeat(32)}`])('reads no time in %p', (id) => {
    expect(idTime(id)).toBeUndefined();
  });
});
