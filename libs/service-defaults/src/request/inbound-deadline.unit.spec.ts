import { describe, expect, it } from '@jest/globals';
import { type IncomingHttpHeaders } from 'node:http';
import { inboundTimeoutMs } from './inbound-deadline.ts';

function read(headers: IncomingHttpHeaders): { timeoutMs: number | undefined; invalid: number } {
  let invalid = 0;
  return { timeoutMs: inboundTimeoutMs(headers, () => (invalid += 1)), invalid };
}

describe('inboundTimeoutMs', () => {
  it('is undefined without the header', () => {
    expect(read({ host: 'x' })).toEqual({ timeoutMs: undefined, invalid: 0 });
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['0250', 250],
    ['30000', 30_000],
    ['30001', 30_000],
    ['99999999', 30_000],
  ])('%p is %p ms, 30 s at most', (value, timeoutMs) => {
    expect(read({ 'x-request-timeout-ms': value })).toEqual({ timeoutMs, invalid: 0 });
  });

  it.each(['', '-1', '+5', '1.5', '1e3', '0x10', ' 5', '5 ', '123456789', '5, 5', 'soon', '5m', '٥'])(
    '%p is ignored and reported',
    (value) => expect(read({ 'x-request-timeout-ms': value })).toEqual({ timeoutMs: undefined, invalid: 1 }),
  );

  it('ignores a list and reports it', () => {
    expect(read({ 'x-request-timeout-ms': ['5', '5'] })).toEqual({ timeoutMs: undefined, invalid: 1 });
  });
});
