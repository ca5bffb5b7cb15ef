import { describe, expect, it } from '@jest/globals';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';

const sender = {
  peer: '192.0.2.7',
  requestId: 'req-1',
  traceparent: '00-1-1-01',
  remainingMs: Infinity,
  bodyBytes: 12,
};

describe('requestHeaders', () => {
  it('passes on what concerns the request, unchanged', () => {
    const given = {
      host: 'shop.example',
      authorization: 'Bearer token',
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': '"k"',
      prefer: 'wait=5',
      traceparent: '00-2-2-01',
      'x-request-id': 'req-2',
    };
    expect(requestHeaders(given, sender)).toEqual({
      ...given,
      'content-length': '12',
      'x-forwarded-for': '192.0.2.7',
    });
  });

  it('keeps cookies and the headers of the connection', () => {
    const given = {
      cookie: 'a=b',
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'proxy-authorization': 'Basic x',
      te: 'trailers',
      trailer: 'x',
      'transfer-encoding': 'chunked',
      upgrade: 'h2c',
      expect: '100-continue',
    };
    expect(Object.keys(requestHeaders(given, sender)).sort()).toEqual([
      'content-length',
      'traceparent',
      'x-forwarded-for',
      'x-request-id',
    ]);
  });

  it('adds the address of the connection to X-Forwarded-For, and no other', () => {
    const given = { 'x-forwarded-for': '198.51.100.1, 203.0.113.2' };
    expect(requestHeaders(given, { ...sender, peer: '::ffff:192.0.2.7' })).toMatchObject({
      'x-forwarded-for': '198.51.100.1, 203.0.113.2, 192.0.2.7',
    });
  });

  it('takes the time already spent off the timeout, and adds none', () => {
    expect(
      requestHeaders({ 'x-request-timeout-ms': '5000' }, { ...sender, remainingMs: 4_711.9 }),
    ).toMatchObject({
      'x-request-timeout-ms': '4711',
    });
    expect(requestHeaders({}, sender)).not.toHaveProperty('x-request-timeout-ms');
  });

  it('passes no body on for a method without one', () => {
    const given = { 'content-length': '3', 'content-type': 'text/plain' };
    const headers = requestHeaders(given, { ...sender, bodyBytes: undefined });
    expect([headers['content-length'], headers['content-type']]).toEqual([undefined, undefined]);
  });
});

describe('responseHeaders', () => {
  it('passes everything back except the headers of the connection, listed ones included', () => {
    const given = {
      connection: 'keep-alive, X-Hop',
      'keep-alive': 'timeout=5',
      'x-hop': '1',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'retry-after': '3',
      'set-cookie': ['a=b', 'c=d'],
    };
    expect(responseHeaders(given)).toEqual({
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'retry-after': '3',
      'set-cookie': ['a=b', 'c=d'],
    });
  });
});
