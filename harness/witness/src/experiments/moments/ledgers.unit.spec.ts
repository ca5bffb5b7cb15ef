import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCharge, aMail } from '../../invariants/evidence.fixture.ts';
import { SceneFixture } from './scene.fixture.ts';

const ada = 'Ada@run.example';
const order = (id: string, email = ada, status = 'paid') => ({ order_id: id, customer_email: email, status });
const chargeOf = (orderId: string, status = 'succeeded') => aCharge({ status, metadata: { orderId } });
const receipt = (messageId: string, to = ada) => aMail({ messageId, to });

describe('a moment in the ledgers', () => {
  let fixture: SceneFixture;

  beforeEach(async () => {
    fixture = await SceneFixture.begun();
  });

  it('counts the succeeded charges of its customers', async () => {
    const orders = [order('ord_1'), order('ord_2', 'Grace@run.example'), order('ord_3', 'visitor@x.example')];
    fixture.read({
      orders,
      charges: [chargeOf('ord_1'), chargeOf('ord_2'), chargeOf('ord_3'), chargeOf('ord_1', 'failed')],
    });
    expect(await fixture.look({ kind: 'ledger', customers: 'Ada', charges: 1 })).toBe('1 charge');
    expect(await fixture.look({ kind: 'ledger', customers: 'Ada', charges: 0 })).toBe('(1 charge)');
  });

  it('cannot count what it cannot read', async () => {
    fixture.read({ unreadable: ['provider: status 500'], charges: [] });
    const why = 'cannot be read: provider: status 500';
    expect(await fixture.look({ kind: 'ledger', customers: 'Ada', charges: 0 })).toBe(`(${why})`);
    expect(await fixture.look({ kind: 'ledger', customers: 'Ada', charges: 'unreadable' })).toBe(why);
  });

  it('can count although another ledger cannot be read', async () => {
    fixture.read({ unreadable: ['queues: timeout'], orders: [], charges: [], mails: [], unpublished: [] });
    expect(await fixture.look({ kind: 'ledger', customers: 'Ada', charges: 0 })).toBe('0 charges');
    expect(await fixture.look({ kind: 'ledger', customers: 'Ada', charges: 'unreadable' })).toBe(
      '(the ledgers can be read)',
    );
    expect(await fixture.look({ kind: 'outbox', count: { atMost: 0 } })).toBe('0 rows');
    expect(await fixture.look({ kind: 'emails', customers: 'Ada', receipts: 0 })).toBe(
      '0 receipts, 0 Message-IDs',
    );
  });

  it('counts receipts by their Message-IDs', async () => {
    fixture.read({ mails: [receipt('<1>'), receipt('<2>', 'Grace@run.example')] });
    expect(await fixture.look({ kind: 'emails', customers: 'Ada', receipts: 1 })).toBe(
      '1 receipt, 1 Message-ID',
    );
  });

  it('objects to a receipt that came twice', async () => {
    fixture.read({ mails: [receipt('<1>'), receipt('<1>')] });
    expect(await fixture.look({ kind: 'emails', customers: 'Ada', receipts: 2 })).toBe(
      '(2 receipts, 1 Message-ID)',
    );
  });

  it('counts rows in the outboxes', async () => {
    fixture.read({ unpublished: [{ service: 'checkout' }, { service: 'payments' }] });
    expect(await fixture.look({ kind: 'outbox', count: { atLeast: 2 } })).toBe('2 rows');
    expect(await fixture.look({ kind: 'outbox', count: { atLeast: 3 } })).toBe('(2 rows)');
    expect(await fixture.look({ kind: 'outbox', count: { atMost: 0 } })).toBe('(2 rows)');
  });
});

describe('a moment of an order', () => {
  it('is seen once every order of its customers has the status', async () => {
    const fixture = await SceneFixture.begun();
    const moment = { kind: 'order', customers: 'Ada', status: 'paid' } as const;
    fixture.read({ orders: [] });
    expect(await fixture.look(moment)).toBe('(0 of 1 orders exist)');
    fixture.read({ orders: [order('ord_1', ada, 'payment_pending')] });
    await fixture.stage.clock.until(fixture.stage.clock.pause(200));
    expect(await fixture.look(moment)).toBe('(1 of 1 orders: payment_pending)');
    fixture.read({ orders: [order('ord_1')] });
    await fixture.stage.clock.until(fixture.stage.clock.pause(200));
    expect(await fixture.look(moment)).toBe('paid');
  });

  it('objects to a history with the same line twice', async () => {
    const fixture = await SceneFixture.begun();
    const line = { order_id: 'ord_1', type: 'order_paid' };
    fixture.read({ orders: [order('ord_1')], histories: [line, line] });
    const history = { type: 'order_paid', count: 1 };
    expect(await fixture.look({ kind: 'order', customers: 'Ada', status: 'paid', history })).toBe(
      '(2 lines of history say order_paid)',
    );
  });
});
