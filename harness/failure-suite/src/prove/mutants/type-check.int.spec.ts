import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TypeCheck } from './type-check.ts';

const base = path.resolve(import.meta.dirname, '../../../../../tsconfig.base.json');
const file = 'apps/pay/src/pay.ts';
const source = `import { limit } from './limit.ts';
type Status = 'paid' | 'refused';
export function pay(amount: number, discount: { readonly amount: number } | null): Status {
  const left = discount === null ? amount : amount - discount.amount;
  if (left > limit) return 'refused';
  if (typeof discount === 'object' && discount !== null) {
    const { amount: off } = discount;
    if (off > left) return 'refused';
  }
  return 'paid';
}
`;

describe('TypeCheck', () => {
  let root: string;
  let types: TypeCheck;

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'holdfast-types-')));
    const { compilerOptions } = JSON.parse(readFileSync(base, 'utf8')) as { compilerOptions: object };
    const own = { ...compilerOptions, types: [] };
    writeFileSync(path.join(root, 'tsconfig.base.json'), JSON.stringify({ compilerOptions: own }));
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
    writeFileSync(path.join(root, file), source);
    writeFileSync(path.join(root, 'apps/pay/src/limit.ts'), 'export const limit = 10;\n');
    types = await TypeCheck.of(root, [file]);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const accepts = (original: string, replacement: string, in_ = original): boolean => {
    const start = source.indexOf(in_) + in_.indexOf(original);
    const before = source.slice(0, start).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return types.accepts({ id: '1', file, kind: 'any', ...place, original, replacement });
  };

  it.each([
    ['another comparison', 'left > limit', 'left >= limit', true],
    ['a status that does not exist', `'paid'`, '""', false],
    ['a null that is not excluded', 'discount === null', 'true', true],
    ['a check for null that is always false', 'discount === null', 'false', false],
    ['a name that is no longer used', 'left > limit', 'left > 10', true],
    [
      'a block whose result is missing',
      `{
    const { amount: off } = discount;
    if (off > left) return 'refused';
  }`,
      '{}',
      true,
    ],
    ['a broken expression', 'left > limit', 'left >', false],
  ])('judges %s', (_what, original, replacement, isAccepted) => {
    const within = original === `'paid'` ? `return 'paid'` : original;
    expect(accepts(original, replacement, within)).toBe(isAccepted);
  });

  it('accepts a branch that was forgotten, although its body does not compile without its condition', () => {
    expect(accepts(`typeof discount === 'object' && discount !== null`, 'false')).toBe(true);
  });

  it('rejects a place that has other text', () => {
    const mutant = { id: '1', file, line: 1, column: 1, kind: 'any', original: 'export', replacement: '' };
    expect(() => types.accepts(mutant)).toThrow('is not "export"');
  });
});
