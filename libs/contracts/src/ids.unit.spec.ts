import { describe, expect, it } from '@jest/globals';
import { idSchema, newId } from './ids.ts';

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
