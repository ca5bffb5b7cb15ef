import { describe, expect, it } from '@jest/globals';
import { manualClock } from '../manual-clock.fixture.ts';
import { Resilience } from '../resilience.ts';
import { classifyHttp, type HttpResponse } from './classify-http.ts';
import { concernsOneOperation } from './one-operation.ts';
import { type Settled } from './attempt-outcome.ts';

const unknown: HttpResponse = { status: 503, headers: { 'retry-after': '30' }, body: { code: 'unknown' } };

describe('a response about one operation only', () => {
  const clock = manualClock();
  const resilience = new Resilience({ clock });
  const payments = resilience.dependency({
    name: 'payments',
    usersSee: { closed: 'c', open: 'o', half_open: 'h' },
    breaker: { consecutiveSpanMs: 0 },
  });
  const causes: string[] = [];
  resilience.listen((event) => event.type === 'call.ended' && causes.push(`${event.outcome} ${event.cause}`));
  let sent = 0;
  const ask = (): ReturnType<typeof payments.call<HttpResponse>> =>
    payments.call(
      () => {
        sent += 1;
        return Promise.resolve(unknown);
      },
      {
        isReplayable: true,
        classify: (settled: Settled<HttpResponse>) => concernsOneOperation(classifyHttp(settled, 0)),
      },
    );

  it('is returned unchanged after one attempt, however often it comes', async () => {
    for (let call = 0; call < 50; call += 1)
      expect(await ask()).toEqual({
        value: unknown,
        attempts: 1,
        wasSentBefore: false,
        retriesSuppressedBy: undefined,
      });
    expect(sent).toBe(50);
  });

  it('counts as a success, pauses no calls and uses no retry budget', () => {
    expect(payments.snapshot()).toMatchObject({
      breaker: { state: 'closed', failures: 0, successes: 50 },
      pausedUntil: undefined,
      retryBudget: { used: 0 },
    });
  });

  it('is counted under its own cause', () => {
    expect(new Set(causes)).toEqual(new Set(['success one_operation']));
  });

  it('keeps its Retry-After for this call', () => {
    const outcome = concernsOneOperation(classifyHttp({ kind: 'value', value: unknown }, 0));
    expect(outcome).toMatchObject({ retryAfterMs: 30_000, pausesCalls: false, execution: 'responded' });
  });
});
