import { describe, expect, it } from '@jest/globals';
import { SharedStatement, type StatementHead, type Write } from './write.ts';

const head: StatementHead = {
  name: 'transition',
  columns: { key_hash: 'uuid' },
  constants: [10],
  text: 'update k set lease = $1 from given where k.key_hash = given.key_hash returning k.operation_id',
  select: 'select operation_id as asked from transition',
};

const paid = (orderId: string): Write => ({
  name: 'paid',
  after: 'transition',
  given: { order_id: ['text', orderId], lines: ['jsonb', [orderId]] },
  text: 'update o set s = 1 from given where o.id = given.order_id returning o.operation_id',
});

const row = (operationId: string, writes: Write[]) => ({
  operationId,
  values: { key_hash: `hash ${operationId}` },
  writes,
});

describe('SharedStatement', () => {
  const one = (...writes: Write[]) => new SharedStatement(head, writes).for([row('a', writes)]);
  const two = (first: Write, second: Write) =>
    new SharedStatement(head, [first]).for([row('a', [first]), row('b', [second])]);

  it('passes each write only the rows for which the statement before it wrote', () => {
    const { text } = two(paid('o1'), paid('o2'));
    expect(text).toContain(
      'given_paid as (select g.* from transition join (select * from unnest($5::uuid[], $6::text[], $7::jsonb[]) ' +
        'as _(operation_id, order_id, lines) limit $8::bigint) g using (operation_id))',
    );
    expect(text).toContain('where o.id = given_paid.order_id');
  });

  it('passes the values of many rows column by column, in the order of its parameters', () => {
    expect(two(paid('o1'), paid('o2')).values).toEqual([
      10,
      ['a', 'b'],
      ['hash a', 'hash b'],
      2,
      ['a', 'b'],
      ['o1', 'o2'],
      ['["o1"]', '["o2"]'],
      2,
    ]);
  });

  it('passes the values of a single row unchanged', () => {
    const { text, values } = one(paid('o1'));
    expect(text).toContain(
      '(select $4::uuid as operation_id, $5::text as order_id, $6::jsonb as lines) g using',
    );
    expect(values).toEqual([10, 'a', 'hash a', 'a', 'o1', '["o1"]']);
  });

  it('has one name for all values, so that a connection plans it once, and another for another text', () => {
    expect(one(paid('o1')).name).toBe(one(paid('o2')).name);
    const other = { ...paid('o1'), text: 'delete from o using given returning operation_id' };
    expect(one(other).name).not.toBe(one(paid('o1')).name);
    expect(two(paid('o1'), paid('o2')).name).not.toBe(one(paid('o1')).name);
  });

  it('refuses a write that comes after nothing: a process that lost its key could write it', () => {
    expect(() => new SharedStatement(head, [{ ...paid('o1'), after: 'claim' }])).toThrow(
      '"paid" must come after one of: transition',
    );
    expect(() => new SharedStatement(head, [{ ...paid('o1'), text: 'insert into t values (1)' }])).toThrow(
      '"paid" must read from "given"',
    );
  });

  it('accepts a write that comes after an earlier write', () => {
    const mail: Write = { ...paid('o1'), name: 'mail', after: 'paid' };
    expect(one(paid('o1'), mail).text).toContain('given_mail as (select g.* from paid join');
  });
});
