import { describe, expect, it } from '@jest/globals';
import { fingerprint, type FingerprintedRequest } from './fingerprint.ts';

/** With and without the parsed body, which must make no difference. */
const of = (request: Partial<Omit<FingerprintedRequest, 'body'>> & { body?: string }): string => {
  const body = bytesOf(request.body ?? '{"a":1,"b":[true,null,"x"]}');
  const whole = { method: 'POST', path: '/checkouts', query: '', ...request, body };
  const print = fingerprint(whole).toString('hex');
  expect(fingerprint({ parsed: parsedFrom(body), ...whole }).toString('hex')).toBe(print);
  return print;
};

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

const parsedFrom = (body: Buffer): unknown => {
  try {
    return JSON.parse(strictUtf8.decode(body));
  } catch {
    return undefined;
  }
};

/** Bodies that are not text are written in Latin-1, so that a test can contain any bytes. */
const bytesOf = (body: string): Buffer => Buffer.from(body, /[\x80-\xff]/.test(body) ? 'latin1' : 'utf8');

describe('fingerprint', () => {
  it.each([
    ['key order', '{"b":[true,null,"x"],"a":1}'],
    ['white space', '{ "a" : 1,\n "b" : [ true, null, "x" ] }'],
  ])('ignores the %s', (_, body) => {
    expect(of({ body })).toBe(of({}));
  });

  it.each([
    { a: 2, b: [true, null, 'x'] },
    {},
    null,
    'text',
    { a: 1, b: [true, null, 'x'], c: undefined, d: 1 },
  ])('does not trust a parsed body that was changed since: %j', (parsed) => {
    expect(of({ parsed })).toBe(of({}));
  });

  it('ignores key order in a body without white space, also of names that are numbers', () => {
    const body = '{"b":{"10":1,"9":2,"z":3},"a":1}';
    expect(of({ body })).toBe(of({ body: '{ "a": 1, "b": { "z": 3, "9": 2, "10": 1 } }' }));
  });

  it('ignores how a string is escaped', () => {
    expect(of({ body: String.raw`{"\u0061":1,"b":[true,null,"\u0078"]}` })).toBe(of({}));
  });

  it('ignores the order of query parameters, except those of the same name', () => {
    expect(of({ query: 'a=1&b=2' })).toBe(of({ query: 'b=2&a=1' }));
    expect(of({ query: 'a=1&b=2&a=3' })).toBe(of({ query: 'b=2&a=1&a=3' }));
    expect(of({ query: 'a=1&a=2' })).not.toBe(of({ query: 'a=2&a=1' }));
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

  it.each([
    ['numbers that JavaScript cannot', '{"n":9007199254740993}', '{"n":9007199254740992}'],
    ['numbers in a list', '[0.1]', '[0.10]'],
    ['numbers too large for JavaScript', '{"n":1e400}', '{"n":1e401}'],
    ['zero and minus zero', '{"n":0}', '{"n":-0}'],
    ['what JavaScript would make one prototype', '{"a":1,"__proto__":{"x":1}}', '{"a":1}'],
    ['bytes that are not UTF-8', '\xff', '\xfe'],
    ['lone surrogates', String.raw`{"a":"\ud800"}`, String.raw`{"a":"\ud801"}`],
    ['bodies that are not JSON', 'a=1', 'a=2'],
    ['texts nested deeper than a stack', `${'['.repeat(99_999)}1${']'.repeat(99_999)}`, '1'],
  ])('distinguishes %s', (_, one, other) => {
    expect(of({ body: one })).not.toBe(of({ body: other }));
  });

  describe('when a member is repeated', () => {
    it.each([
      ['at the top', '{"a":1,"a":2}', '{"a":2}'],
      ['with the same value', '{"a":1,"a":1}', '{"a":1}'],
      ['in another order', '{"a":1,"a":2}', '{"a":2,"a":1}'],
      ['inside', '{"a":{"b":1,"b":2}}', '{"a":{"b":2}}'],
      ['inside of a list', '[{"b":1},{"b":1,"b":2}]', '[{"b":1},{"b":2}]'],
      ['inside of what is dropped', '{"a":{"b":1,"b":1},"a":2}', '{"a":2}'],
      ['with its name escaped', String.raw`{"a":1,"\u0061":2}`, '{"a":2}'],
      ['with an empty name', '{"":1,"":2}', '{"":2}'],
      ['and __proto__ is its name', '{"__proto__":1,"__proto__":2}', '{"__proto__":2}'],
    ])('%s, compares the bytes', (_, repeated, once) => {
      expect(of({ body: repeated })).not.toBe(of({ body: once }));
      expect(of({ body: repeated })).not.toBe(of({ body: repeated.replace(/,/, ' ,') }));
      expect(of({ body: repeated })).toBe(of({ body: repeated }));
    });

    it.each([
      ['the same name in several objects', '[{"a":1},{"a":1},{"b":{"a":1}}]'],
      ['colons and quotes in names and values', String.raw`{"a\":":"b:\\","c:":{}}`],
      ['many of everything', JSON.stringify({ a: [[], {}, -1.5, 1e21, '1:2', null, true], b: { a: {} } })],
    ])('is not misled by %s', (_, body) => {
      const spaced = JSON.stringify(JSON.parse(body), undefined, 2);
      expect(spaced).not.toBe(body);
      expect(of({ body: spaced })).toBe(of({ body }));
    });
  });

  it('does not confuse the end of one part with the start of the next', () => {
    expect(of({ path: '/a', query: 'b' })).not.toBe(of({ path: '/ab', query: '' }));
  });
});
