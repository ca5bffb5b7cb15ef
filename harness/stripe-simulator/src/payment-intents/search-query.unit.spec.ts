import { describe, expect, it } from '@jest/globals';
import { searchCondition } from './search-query.ts';

describe('searchCondition', () => {
  it.each([
    [`metadata['orderId']:'ord_1'`, ['orderId', 'ord_1']],
    [`metadata["orderId"]:"ord_1"`, ['orderId', 'ord_1']],
    [`metadata['note']:'it\\'s'`, ['note', "it's"]],
    [`status:'succeeded' AND created>1700000000`, ['succeeded', 1_700_000_000]],
    [`amount>=100 currency:'usd'`, [100, 'usd']],
    [`-metadata['note']~'abc'`, ['note', 'abc']],
    [`customer:null OR metadata['a']:null`, ['a']],
  ])('understands %s', (query, values) => {
    expect(searchCondition(query).values).toEqual(values);
  });

  it.each([
    ['', 'unable to parse'],
    [`metadata['a']`, 'unable to parse'],
    [`status:'a' AND`, 'unable to parse'],
    [`status:'a' AND amount:1 OR amount:2`, 'cannot be mixed'],
    [`invented:'a'`, 'unsupported search field'],
    [`metadata['a']~'xy'`, 'at least 3 characters'],
    [`amount:'many'`, 'unable to parse'],
    [`status:'a'; DROP TABLE charges`, 'unable to parse'],
  ])('refuses %j', (query, reason) => {
    expect(() => searchCondition(query)).toThrow(reason);
  });
});
