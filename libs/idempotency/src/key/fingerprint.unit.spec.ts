import { describe, expect, it } from '@jest/globals';
import { fingerprint, type FingerprintedRequest } from './fingerprint.ts';

const of = (request: Partial<Omit<FingerprintedRequest, 'body'>> & { body?: string }): string =>
  fingerprint({
    method: 'POST',
    path: '/checkouts',
    query: '',
    ...request,
    body: Buffer.from(request.body ?? '{"a":1,"b":[true,null,"x"]}'),
  }).toString('hex');

describe('fingerprint', () => {
  it.each([
    ['key order', '{"b":[true,null,"x"],"a":1}'],
    ['white space', '{ "a" : 1,\n "b" : [ true, null, "x" ] }'],
  ])('is the same whatever the %s', (_, body) => {
    expect(of({ body })).toBe(of({}));
  });

  it('is the same whatever the order of the query', () => {
    expect(of({ query: 'a=1&b=2' })).toBe(of({ query: 'b=2&a=1' }));
  });

  it.each([
    ['a value', { body: '{"a":2,"b":[true,null,"x"]}' }],
    ['the type of a value', { body: '{"a":"1","b":[true,null,"x"]}' }],
    ['the order of a list', { body: '{"a":1,"b":[null,true,"x"]}' }],
    ['one more member', { body: '{"a":1,"b":[true,null,"x"],"c":null}' }],
    ['the path', { path: '/refunds' }],
    ['the method', { method: 'PUT' }],
    ['the query', { query: 'a=1' }],
    ['no body', { body: '' }],
  ])('differs with %s', (_, change) => {
    expect(of(change)).not.toBe(of({}));
  });

  it('keeps apart numbers that JavaScript cannot', () => {
    expect(of({ body: '{"n":9007199254740993}' })).not.toBe(of({ body: '{"n":9007199254740992}' }));
  });

  it('does not mix the end of one part with the start of the next', () => {
    expect(of({ path: '/a', query: 'b' })).not.toBe(of({ path: '/ab', query: '' }));
  });
});
