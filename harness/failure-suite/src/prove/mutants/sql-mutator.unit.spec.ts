import { describe, expect, it } from '@jest/globals';
import { isSql, sqlEdits } from './sql-mutator.ts';

const mutated = (text: string): string[] =>
  sqlEdits(text).map(
    ({ kind, from, to, replacement }) => `${kind}: ${text.slice(0, from)}${replacement}${text.slice(to)}`,
  );

describe('sqlEdits', () => {
  it.each<[string, readonly string[]]>([
    ['select 1 for update', ['SqlLock: select 1 ']],
    [
      'select 1 for update of e skip locked',
      ['SqlLock: select 1 ', 'SqlSkipLocked: select 1 for update of e'],
    ],
    ['insert into a values (1) on conflict (b) do nothing', ['SqlConflict: insert into a values (1) ']],
    ['select a <= $1', ['SqlComparison: select a < $1']],
    ['update a set b = 1 where c = $1', ['SqlEquality: update a set b = 1 where c <> $1']],
    ['select a is not null', ['SqlNull: select a is null']],
    ['select not exists (select 1)', ['SqlExists: select exists (select 1)']],
    ['select a + $1::integer', ['SqlArithmetic: select a - $1::integer']],
    ['select greatest(a, b)', ['SqlExtreme: select least(a, b)']],
    [
      `select where a and b = 'x'`,
      [
        `SqlLogic: select where a or b = 'x'`,
        'SqlCondition: select where a ',
        `SqlEquality: select where a and b <> 'x'`,
      ],
    ],
  ])('changes %j', (text, expected) => {
    expect(mutated(text).toSorted()).toEqual([...expected].toSorted());
  });

  it.each(['select $1::jsonb->>1', 'select set_config($1, $2)'])('leaves %j as it is', (text) => {
    expect(mutated(text)).toEqual([]);
  });
});

describe('isSql', () => {
  it.each([
    '\n  with given as (',
    'select 1',
    'unfinished is distinct from attempts',
    'not exists (select 1)',
  ])('recognizes %j', (text) => expect(isSql(text)).toBe(true));

  it.each(['Select a product.', 'selected', 'The payment is not confirmed yet.', 'order_paid'])(
    'does not take %j for SQL',
    (text) => expect(isSql(text)).toBe(false),
  );
});
