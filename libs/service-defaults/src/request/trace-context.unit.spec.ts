import { describe, expect, it } from '@jest/globals';
import { continueTrace, traceparentOf } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

describe('continueTrace', () => {
  it('keeps the trace and makes a span of its own', () => {
    const trace = continueTrace(`00-${traceId}-${parentId}-01`);
    expect(trace).toEqual({ traceId, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), isSampled: true });
    expect(trace.spanId).not.toBe(parentId);
  });

  it.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['ff', true],
  ])('reads whether it is sampled from the flags %s', (flags, isSampled) => {
    expect(continueTrace(`00-${traceId}-${parentId}-${flags}`).isSampled).toBe(isSampled);
  });

  it('understands what it knows of a later version', () => {
    expect(continueTrace(`01-${traceId}-${parentId}-01-more`).traceId).toBe(traceId);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['the forbidden version', `ff-${traceId}-${parentId}-01`],
    ['a tail that version 00 does not have', `00-${traceId}-${parentId}-01-more`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${parentId}-01`],
    ['two headers in one', `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`],
    ['a short trace id', `00-${traceId.slice(1)}-${parentId}-01`],
  ])('starts a new trace for %s', (_, header) => {
    const trace = continueTrace(header);
    expect(trace.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    expect(trace.traceId).not.toBe(traceId);
  });
});

describe('traceparentOf', () => {
  it('hangs the callee below our own span', () => {
    const trace = continueTrace(`00-${traceId}-${parentId}-00`);
    expect(traceparentOf(trace)).toBe(`00-${traceId}-${trace.spanId}-00`);
  });

  it('is continued by the next hop', () => {
    const trace = continueTrace(undefined);
    expect(continueTrace(traceparentOf(trace)).traceId).toBe(trace.traceId);
  });
});
