import { withJobContext } from '@holdfast/service-defaults';
import { describe, expect, it } from '@jest/globals';
import { outboxWrite } from './outbox.ts';

const kind = { queue: 'email', name: 'send-receipt' };

describe('outboxWrite', () => {
  it('writes a message for each row that it depends on, and none without a row', () => {
    const { after, text } = outboxWrite('receipt', kind, {}, 'paid');
    expect(after).toBe('paid');
    expect(text).toMatch(/^insert into outbox .* from given\s+returning/s);
  });

  it('adds its condition, if it has one', () => {
    expect(outboxWrite('receipt', kind, {}, 'paid', { onlyIf: 'exists (select from paid)' }).text).toMatch(
      /from given\s+where exists \(select from paid\) returning/,
    );
  });

  it('gives the message 20 attempts by default', () => {
    const attempts = [{}, { attempts: 3 }].map(
      (options) => outboxWrite('receipt', kind, {}, 'paid', options).given['attempts']?.[1],
    );
    expect(attempts).toEqual([20, 3]);
  });

  it('belongs to no aggregate by default', () => {
    const aggregates = [{}, { aggregate: 'order' }].map(
      (options) => outboxWrite('receipt', kind, {}, 'paid', options).given['aggregate']?.[1],
    );
    expect(aggregates).toEqual([null, 'order']);
  });

  it('stores the current trace', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { given } = withJobContext({ id: 'job', traceparent: `00-${traceId}-00f067aa0ba902b7-01` }, () =>
      outboxWrite('receipt', kind, {}, 'paid'),
    );
    expect(given['traceparent']?.[1]).toContain(traceId);
  });

  it('gives each message an ID that sorts by time', () => {
    const ids = Array.from(
      { length: 100 },
      () => outboxWrite('receipt', kind, {}, 'paid').given['message_id']?.[1] as string,
    );
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(100);
  });
});
