import { withJobContext } from '@holdfast/service-defaults';
import { describe, expect, it } from '@jest/globals';
import { outboxWrite } from './outbox.ts';

const kind = { queue: 'email', name: 'send-receipt' };

describe('outboxWrite', () => {
  it('writes for each row of what it hangs on, so that without a row there is no message', () => {
    expect(outboxWrite('receipt', kind, {}, 'paid').text).toMatch(
      /^insert into outbox .* from paid returning/s,
    );
  });

  it('gives the message 20 tries unless told otherwise', () => {
    const attempts = [{}, { attempts: 3 }].map(
      (options) => outboxWrite('receipt', kind, {}, 'paid', options).values[4],
    );
    expect(attempts).toEqual([20, 3]);
  });

  it('writes down the trace it is part of', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { values } = withJobContext({ id: 'job', traceparent: `00-${traceId}-00f067aa0ba902b7-01` }, () =>
      outboxWrite('receipt', kind, {}, 'paid'),
    );
    expect(values[5]).toContain(traceId);
  });

  it('gives each message an id that sorts by time', () => {
    const ids = Array.from(
      { length: 100 },
      () => outboxWrite('receipt', kind, {}, 'paid').values[0] as string,
    );
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(100);
  });
});
