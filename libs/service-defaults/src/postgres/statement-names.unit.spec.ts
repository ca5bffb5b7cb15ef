import { describe, expect, it } from '@jest/globals';
import { StatementNames } from './statement-names.ts';

const namesOf = (names: StatementNames, text: string, times: number): (string | undefined)[] =>
  Array.from({ length: times }, () => names.for(text));

describe('StatementNames', () => {
  it('names a text from its fifth use on, the same in every process', () => {
    const [first, other] = [new StatementNames(), new StatementNames()];
    const [a, b, c, d, name, again] = namesOf(first, 'select $1', 6);
    expect([a, b, c, d]).toEqual([undefined, undefined, undefined, undefined]);
    expect(name).toMatch(/^[\w-]{20}$/);
    expect(again).toBe(name);
    expect(namesOf(other, 'select $1', 5).at(-1)).toBe(name);
    expect(namesOf(first, 'select $2', 5).at(-1)).not.toBe(name);
  });

  it('does not grow with texts that are used once, and keeps naming the others', () => {
    const names = new StatementNames();
    const [name] = namesOf(names, 'select $1', 5).slice(-1);
    for (let n = 0; n < 10_000; n++) expect(names.for(`select ${n}, $1`)).toBeUndefined();
    expect(namesOf(names, 'select $1', 5).at(-1)).toBe(name);
  });
});
