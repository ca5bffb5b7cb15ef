import { describe, expect, it } from '@jest/globals';
import { type IncomingHttpHeaders } from 'node:http';
import { deadlineHeaders, inboundTimeoutMs } from './inbound-deadline.ts';

function read(headers: IncomingHttpHeaders): { timeoutMs: number | undefined; invalid: string[] } {
  const invalid: string[] = [];
  return { timeoutMs: inboundTimeoutMs(headers, (header) => invalid.push(header)), invalid };
}

const milliseconds = ['x-request-timeout-ms', 'x-envoy-expected-rq-timeout-ms'] as const;

describe('inboundTimeoutMs', () => {
  it('is undefined when no header says anything', () => {
    expect(read({ host: 'x' })).toEqual({ timeoutMs: undefined, invalid: [] });
  });

  describe.each(milliseconds)('of %s', (header) => {
    it.each([
      ['0', 0],
      ['1', 1],
      ['0250', 250],
      ['30000', 30_000],
      ['30001', 30_000],
      ['99999999', 30_000],
    ])('%p is %p ms, 30 s at most', (value, timeoutMs) => {
      expect(read({ [header]: value })).toEqual({ timeoutMs, invalid: [] });
    });

    it.each(['', '-1', '+5', '1.5', '1e3', '0x10', ' 5', '5 ', '123456789', '5, 5', 'soon', '5m', '٥'])(
      '%p is ignored and reported',
      (value) => expect(read({ [header]: value })).toEqual({ timeoutMs: undefined, invalid: [header] }),
    );
  });

  describe('of grpc-timeout', () => {
    it.each([
      ['0S', 0],
      ['0n', 0],
      ['250m', 250],
      ['2S', 2_000],
      ['1M', 30_000],
      ['1H', 30_000],
      ['99999999H', 30_000],
      ['1500u', 1.5],
      ['99999999n', 99.999999],
    ])('%p is %p ms, 30 s at most', (value, timeoutMs) => {
      const seen = read({ 'grpc-timeout': value });
      expect(seen.timeoutMs).toBeCloseTo(timeoutMs, 9);
      expect(seen.invalid).toEqual([]);
    });

    it.each([
      '',
      '5',
      'm',
      '-5m',
      '1.5S',
      '5s',
      '5 m',
      '5ms',
      '5D',
      '123456789n',
      '5m, 5m',
      '5m5m',
      '5__proto__',
    ])('%p is ignored and reported', (value) => {
      expect(read({ 'grpc-timeout': value })).toEqual({ timeoutMs: undefined, invalid: ['grpc-timeout'] });
    });
  });

  it.each(deadlineHeaders)('ignores a list in %s and reports it', (header) => {
    expect(read({ [header]: ['5', '5'] })).toEqual({ timeoutMs: undefined, invalid: [header] });
  });

  describe('when several say something', () => {
    it.each([
      ['300', '200m', '100', 100],
      ['300', '100m', '200', 100],
      ['100', '300m', '200', 100],
      ['300', '0S', '200', 0],
      ['60000', '2M', '50000', 30_000],
    ])('takes the smallest of %p, %p and %p', (ours, grpc, envoy, timeoutMs) => {
      const headers = {
        'x-request-timeout-ms': ours,
        'grpc-timeout': grpc,
        'x-envoy-expected-rq-timeout-ms': envoy,
      };
      expect(read(headers)).toEqual({ timeoutMs, invalid: [] });
    });

    it('uses the valid one and reports the others', () => {
      const headers = {
        'x-request-timeout-ms': '-1',
        'grpc-timeout': '5',
        'x-envoy-expected-rq-timeout-ms': '900',
      };
      expect(read(headers)).toEqual({ timeoutMs: 900, invalid: ['x-request-timeout-ms', 'grpc-timeout'] });
    });
  });
});
