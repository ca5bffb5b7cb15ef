import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  callerSignal,
  currentRequest,
  currentTrace,
  currentTraceparent,
  remainingMs,
  withJobContext,
  withRequestContext,
} from './request-context.ts';
import { continueTrace } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

function aContext(deadlineAt?: number) {
  return { requestId: 'r1', trace: continueTrace(`00-${traceId}-00f067aa0ba902b7-01`), deadlineAt };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('withRequestContext', () => {
  it('is seen by everything the work calls, also after it waited', async () => {
    const context = aContext();
    const seen = await withRequestContext(context, async () => {
      await Promise.resolve();
      return currentRequest();
    });
    expect(seen).toBe(context);
    expect(currentRequest()).toBeUndefined();
  });

  it('keeps two requests apart', async () => {
    const [first, second] = await Promise.all(
      [aContext(), aContext()].map((context) =>
        withRequestContext(context, async () => {
          await Promise.resolve();
          return currentRequest() === context;
        }),
      ),
    );
    expect([first, second]).toEqual([true, true]);
  });
});

describe('currentTraceparent', () => {
  it('names the trace of the request', () => {
    expect(withRequestContext(aContext(), currentTraceparent)).toContain(traceId);
  });

  it('starts a trace where there is no request', () => {
    expect(currentTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('withJobContext', () => {
  it('continues the trace that the job was written under, without a deadline', () => {
    const traceparent = withRequestContext(aContext(), currentTraceparent);
    withJobContext({ id: 'job-1', traceparent }, () => {
      expect(currentTrace().traceId).toBe(traceId);
      expect(currentRequest()).toMatchObject({ requestId: 'job-1' });
      expect(remainingMs()).toBe(Infinity);
    });
  });
});

describe('remainingMs', () => {
  it('is endless when there is no request or it has no deadline', () => {
    expect(remainingMs()).toBe(Infinity);
    expect(withRequestContext(aContext(), remainingMs)).toBe(Infinity);
  });

  it('counts down and goes below zero', () => {
    withRequestContext(aContext(performance.now() + 100), () => {
      jest.advanceTimersByTime(40);
      expect(remainingMs()).toBe(60);
      jest.advanceTimersByTime(100);
      expect(remainingMs()).toBe(-40);
    });
  });
});

describe('callerSignal', () => {
  it('is undefined where no client waits for a response', () => {
    expect(callerSignal()).toBeUndefined();
    expect(withRequestContext(aContext(), callerSignal)).toBeUndefined();
    expect(withJobContext({ id: 'job-1', traceparent: undefined }, callerSignal)).toBeUndefined();
  });
});
