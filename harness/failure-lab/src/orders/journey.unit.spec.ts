import { describe, expect, it } from '@jest/globals';
import { anOperation } from '../keys/operation.fixture.ts';
import { journeyOf } from './journey.ts';
import { type OrderRecords } from './order-records.ts';

const records: OrderRecords = {
  status: 'payment_pending',
  payment: null,
  emails: [],
  charges: [],
  operations: [],
};
const of = (...operations: OrderRecords['operations'][number][]) =>
  journeyOf({
    orderId: 'ord_1',
    records: { ...records, operations },
    wire: { tries: [], messages: [3] },
    now: 10_000,
  });

describe('the journey of an order', () => {
  it('names the last try, the next one and who ends it', () => {
    expect(of(anOperation())).toMatchObject({
      status: 'payment_pending',
      lastTry: { number: 3, by: 'checkout', outcome: 'timed out after 5 s' },
      nextTryAt: 12_000,
      nextTryBy: 'checkout',
      endsWith: 'an operator, after 24 h',
      messages: [3],
    });
  });

  it('names the service that tries first', () => {
    const later = anOperation({ recheckInMs: 9_000 });
    const sooner = anOperation({ recheckInMs: 500 }, { service: 'payments', livingProcesses: 1 });
    expect(of(later, sooner)).toMatchObject({ nextTryAt: 10_500, nextTryBy: 'payments' });
  });

  it.each([
    ['has no time while no process runs', [{}, { livingProcesses: 0 }], null, 'checkout'],
    ['is not promised for a key in review', [{ state: 'review', recheckInMs: undefined }], null, null],
    ['runs right now', [{ state: 'running', hasLivingOwner: true }], null, 'checkout'],
  ] as const)('whose next try %s', (_, [over, service], nextTryAt, nextTryBy) => {
    expect(of(anOperation(over, service))).toMatchObject({ nextTryAt, nextTryBy });
  });

  it.each([
    [{ state: 'review' as const }, 'an operator, now'],
    [{ waitsUntil: new Date(0) }, 'the bank, by 1970-01-01T00:00:00.000Z'],
  ])('ends with the party that it waits for: %j', (over, endsWith) => {
    expect(of(anOperation(over)).endsWith).toBe(endsWith);
  });

  it('is over once no operation is open', () => {
    expect(of()).toMatchObject({ lastTry: null, nextTryAt: null, nextTryBy: null, endsWith: null });
  });
});
