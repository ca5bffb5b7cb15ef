import { describe, expect, it } from '@jest/globals';
import { composeStatement } from './write.ts';

const lead = {
  name: 'ending',
  text: 'update k set s = $1 where h = $2 returning op',
  values: ['done', 'h1'],
};

describe('composeStatement', () => {
  it('puts all writes into one statement and numbers their parameters on', () => {
    const order = {
      name: 'paid',
      text: 'update o set s = $1 from ending where id = $2',
      values: ['paid', 7],
    };
    const { text, values } = composeStatement(lead, [order], 'select op from ending');
    expect(text).toContain('paid as (update o set s = $3 from ending where id = $4)');
    expect(values).toEqual(['done', 'h1', 'paid', 7]);
  });

  it('numbers ten and more parameters right', () => {
    const text = Array.from({ length: 11 }, (_, i) => `$${i + 1}`).join(', ');
    const write = { name: 'w', text: `insert into t select ${text} from ending`, values: Array(11).fill(0) };
    expect(composeStatement(lead, [write], 'select 1').text).toContain('$11, $12, $13 from ending');
  });

  it('refuses a write that hangs on nothing: it would be written by a process that lost its key', () => {
    const stray = { name: 'stray', text: 'insert into t values (1)', values: [] };
    expect(() => composeStatement(lead, [stray], 'select 1')).toThrow(
      '"stray" must read from one of: ending',
    );
  });

  it('takes a write that hangs on an earlier write', () => {
    const first = { name: 'settled', text: 'update o set s = 1 from ending', values: [] };
    const second = { name: 'mail', text: 'insert into outbox select 1 from settled', values: [] };
    expect(() => composeStatement(lead, [first, second], 'select 1')).not.toThrow();
  });
});
