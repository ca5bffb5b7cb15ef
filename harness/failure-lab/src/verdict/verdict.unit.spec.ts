import {
  aCharge,
  aLedger,
  anEmail,
  anOrder,
  aPayment,
  aRefundedLedger,
  corruptions,
  someEvidence,
  startedAt,
} from '@holdfast/witness/fixtures';
import { workIn } from '@holdfast/witness';
import { describe, expect, it } from '@jest/globals';
import { orderIn } from './differences.ts';
import { emptyTally } from './tally.ts';
import { counted, countsOnlyTheLocalStripe, uncounted, verdictOf } from './verdict.ts';

const nothing = {
  orders: [],
  payments: [],
  charges: [],
  emails: [],
  mails: [],
  histories: [],
  responses: [],
};
const createdAt = (ms: number): string => new Date(startedAt + ms).toISOString();

describe('a corrupted ledger', () => {
  const unreadable = 'a ledger that cannot be read';
  const rows = [...corruptions].flatMap(([invariant, all]) =>
    all
      .filter(([by]) => by !== unreadable)
      .map(([by, ledgers, says]) => [invariant, by, ledgers, says] as const),
  );

  it.each(rows)('is uneven at rest, as invariant %i says: %s', (invariant, _by, ledgers, says) => {
    const { kind, sentence, differences } = verdictOf(someEvidence(ledgers), []);
    expect(kind).toBe('uneven');
    expect(sentence).toMatch(/^\d+ differences?: .+\.$/);
    const ofInvariant = differences.filter((difference) => difference.invariant === invariant);
    expect(ofInvariant.map(({ text }) => text).join('\n')).toContain(says);
  });

  it('cannot be counted if it cannot be read', () => {
    const row = corruptions.get(6)?.find(([by]) => by === unreadable);
    expect(verdictOf(someEvidence(row?.[1] ?? aLedger()), [])).toMatchObject({
      kind: 'cannot_count',
      sentence: 'Cannot count: Postgres cannot be read (gone). Nothing has been counted yet.',
    });
  });

  it.each([
    ['a second charge', { charges: [aCharge(), aCharge({ chargeId: 'ch_2' })] }, 'uneven'],
    ['a missing receipt', { mails: [], emails: [anEmail({ status: 'queued' })] }, 'settling'],
    [
      'a paid order that payments still has as pending',
      { payments: [aPayment({ status: 'pending' })] },
      'settling',
    ],
  ])('with work in progress shows %s only if it lasts', (_by, over, kind) => {
    const ledgers = aLedger({ ...over, jobs: [{ queue: 'email', state: 'active', count: 1 }] });
    expect(verdictOf(someEvidence(ledgers), workIn(ledgers)).kind).toBe(kind);
  });
});

describe('the verdict', () => {
  const judge = (over: Parameters<typeof aLedger>[0]) => {
    const ledgers = aLedger(over);
    return verdictOf(someEvidence(ledgers), workIn(ledgers));
  };

  it('is even if every order has one charge and one receipt', () => {
    expect(judge({})).toMatchObject({
      kind: 'even',
      sentence: '1 order = 1 charge = 1 receipt. Nothing lost, nothing charged twice.',
      orders: { paid: 1, refunded: 0, pending: 0, waitsForBank: 0, declined: 0 },
      charges: 1,
      receipts: 1,
      differences: [],
    });
    expect(judge(aRefundedLedger())).toMatchObject({ kind: 'even', orders: { refunded: 1 }, refunds: 1 });
  });

  it('is settling while an order is on the way, and counts the complete ones', () => {
    const second = { order_id: 'ord_2', status: 'payment_pending', payment_id: null };
    const pending = anOrder({ ...second, customer_email: 'g@x.example', created_at: createdAt(-1_000) });
    expect(judge({ orders: [anOrder(), pending] })).toMatchObject({
      kind: 'settling',
      sentence: '1 order = 1 charge = 1 receipt so far. 1 is on the way, the oldest for 4 s.',
      oldestOpenMs: 4_000,
      stirring: ['order ord_2 is payment_pending'],
    });
  });

  it('says that an order waits for its customer, not how long', () => {
    const waiting = anOrder({
      order_id: 'ord_2',
      customer_email: 'grace@x.example',
      status: 'requires_action',
      payment_id: null,
      created_at: createdAt(-60_000),
    });
    expect(judge({ orders: [anOrder(), waiting] }).sentence).toBe(
      "1 order = 1 charge = 1 receipt so far. 1 waits for a customer at a bank's page.",
    );
  });

  it('names what is at work once all orders are complete', () => {
    expect(judge({ undelivered: ['charge.succeeded evt_1'] }).sentence).toBe(
      '1 order = 1 charge = 1 receipt so far. Still at work: the provider has not delivered charge.succeeded evt_1 yet.',
    );
  });

  it('says that a receipt is held after an uncertain outcome', () => {
    const ledgers = aLedger({ mails: [], emails: [anEmail({ status: 'held' })] });
    const lost = { acts: [{ at: startedAt, process: 'email', act: 'kill email' }] };
    expect(verdictOf(someEvidence(ledgers, lost), [])).toMatchObject({
      kind: 'settling',
      sentence: '0 orders = 0 charges = 0 receipts so far. 1 receipt is held until an operator decides.',
    });
  });

  it('is about declined cards too', () => {
    const declined = { ...nothing, orders: [anOrder({ status: 'payment_failed', payment_id: null })] };
    expect(judge(declined)).toMatchObject({
      kind: 'even',
      sentence: 'No order was paid, and no card was charged. 1 payment was declined.',
    });
  });

  it('is not there yet before anyone has bought', () => {
    expect(judge(nothing)).toMatchObject({
      kind: 'nothing_yet',
      sentence: 'Nothing has been bought yet. Let customers in, or buy something.',
    });
  });

  it('keeps the last count while it cannot count, and counts nothing with Stripe itself', () => {
    const last = {
      since: startedAt,
      readAt: startedAt + 1_000,
      tally: { ...emptyTally, paid: 42, charges: 42, receipts: 42, complete: 42 },
      oldestOpenAt: null,
      oldestMovingAt: null,
      open: 0,
      held: 0,
      stirring: [],
      differences: [],
    };
    expect(counted(last, last.readAt).kind).toBe('even');
    const given = { at: startedAt + 7_000, since: startedAt };
    expect(uncounted(['Postgres does not respond'], last, given)).toMatchObject({
      kind: 'cannot_count',
      sentence:
        'Cannot count: Postgres does not respond. Counted last 6 s ago: 42 orders = 42 charges = 42 receipts. Nothing lost, nothing charged twice.',
      orders: { paid: 42 },
    });
    expect(countsOnlyTheLocalStripe(startedAt).sentence).toBe(
      "Cannot count: charges are in Stripe's dashboard. This bar counts the local Stripe only.",
    );
  });
});

describe('a difference', () => {
  it('names its order, or that of its payment or charge', () => {
    const ledgers = aLedger();
    expect(orderIn('order ord_9 was charged 2 times', ledgers)).toBe('ord_9');
    expect(orderIn('payment pay_1 is refunded with 1000 of 4200 refunded', ledgers)).toBe('ord_1');
    expect(orderIn('ch_1 took 4200, but 8400 of it was refunded', ledgers)).toBe('ord_1');
    expect(orderIn('1 dead letter instead of 0', ledgers)).toBeNull();
  });
});
