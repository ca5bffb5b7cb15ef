import { describe, expect, it } from '@jest/globals';
import { type Ledgers } from '../../ledgers/ledgers.ts';
import {
  aCharge,
  against,
  aLedger,
  aLine,
  anIntent,
  anOrder,
  aProblem,
  aReplay,
  aResponse,
  startedAt,
} from '../evidence.fixture.ts';

const url = 'http://bank.example/3d_secure/pi_1?attempt=payatt_1';
const expiresAt = new Date(startedAt + 3_000).toISOString();
const nextAction = { type: 'confirm_with_bank', url, expiresAt };

/** A response with the order, from `from` to `from + 100` ms after the start. */
const shown = (from: number, status: string, over: object = {}) =>
  aReplay({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    sent: null,
    status: 200,
    startedAt: startedAt + from,
    endedAt: startedAt + from + 100,
    text: JSON.stringify({
      orderId: 'ord_1',
      status,
      nextAction: status === 'requires_action' ? nextAction : null,
      ...over,
    }),
  });

const confirmed = (at: number, over: object = {}): Ledgers['bankResponses'][number] => ({
  at: startedAt + at,
  url,
  intentId: 'pi_1',
  response: 'confirm',
  isTaken: true,
  ...over,
});

const withResponses = (...responses: Ledgers['responses']) =>
  aLedger({ responses, bankResponses: [confirmed(150)] });

describe('17: confirmations', () => {
  it('hold for an order that was confirmed in time', () => {
    const accepted = aResponse({ status: 202, text: shown(0, 'requires_action').text });
    const ledger = withResponses(accepted, shown(400, 'requires_action'), shown(600, 'paid'));
    expect(against(17, ledger)).toBe('');
  });

  it('hold for a pending order that the bank asks about later, and that is pending after its time', () => {
    const stages = ['payment_pending', 'requires_action', 'payment_pending', 'paid'];
    const responses = stages.map((status, n) => shown(n * 200, status));
    expect(against(17, withResponses(...responses))).toBe('');
  });

  it.each<[string, Ledgers, string]>([
    [
      'a page of a paid order',
      withResponses(shown(0, 'paid', { nextAction })),
      'shows order ord_1 as paid with a page of the bank',
    ],
    [
      'a wait without a page',
      withResponses(shown(0, 'requires_action', { nextAction: null })),
      'shows order ord_1 as requires_action without a page of the bank',
    ],
    [
      'a page after its time',
      withResponses(shown(3_400, 'requires_action')),
      'with a page that expired 400 ms before',
    ],
    [
      'two pages of one order',
      withResponses(
        shown(0, 'requires_action'),
        shown(0, 'requires_action', { nextAction: { ...nextAction, url: `${url}2` } }),
      ),
      'sent its customer to 2 pages',
    ],
    [
      'a page again after its time was over',
      withResponses(
        shown(0, 'requires_action'),
        shown(200, 'payment_pending'),
        shown(400, 'requires_action'),
      ),
      'as requires_action, although Ada: GET /orders/ord_1 → 200 had shown it as payment_pending',
    ],
    [
      'a page after a decline',
      withResponses(
        aProblem(402, 'card_declined', { text: JSON.stringify({ orderId: 'ord_1', code: 'card_declined' }) }),
        shown(400, 'requires_action'),
      ),
      'had shown it as payment_failed',
    ],
    [
      'a second payment of one order',
      aLedger({ intents: [anIntent(), anIntent({ intentId: 'pi_2', status: 'requires_action' })] }),
      'order ord_1 has 2 payments at the provider: pi_1 succeeded, pi_2 requires_action',
    ],
    [
      'a payment that can still be confirmed after its order has failed',
      aLedger({
        charges: [],
        orders: [anOrder({ status: 'payment_failed' })],
        intents: [anIntent({ status: 'requires_action' })],
      }),
      'payment pi_1 can still be confirmed, although order ord_1 is payment_failed',
    ],
    [
      'a charge before the confirmation',
      { ...withResponses(shown(0, 'requires_action')), bankResponses: [confirmed(250)] },
      'order ord_1 was charged (ch_1) before its customer confirmed',
    ],
    [
      'a charge of another payment than the confirmed one',
      {
        ...withResponses(),
        charges: [aCharge({ paymentIntentId: 'pi_2' })],
        histories: [aLine('confirmation_requested', 'The bank asks.')],
      },
      'order ord_1 was charged (ch_1) before its customer confirmed',
    ],
    [
      'a charge of a refused payment',
      {
        ...withResponses(shown(0, 'requires_action')),
        bankResponses: [confirmed(100, { response: 'refuse' })],
      },
      'order ord_1 was charged (ch_1) before its customer confirmed',
    ],
  ])('are broken by %s', (_what, ledger, found) => {
    expect(against(17, ledger)).toContain(found);
  });

  it('allow payments that ended beside the one that counts', () => {
    const over = ['canceled', 'requires_payment_method'].map((status, n) =>
      anIntent({ intentId: `pi_${n}`, status }),
    );
    expect(against(17, aLedger({ intents: [anIntent(), ...over] }))).toBe('');
  });

  it('end within a minute of the time to confirm, or of healing', () => {
    const waiting = { orders: [anOrder({ status: 'requires_action', action_expires_at: expiresAt })] };
    const late = aLedger({ ...waiting, readAt: startedAt + 63_001 });
    const acts = [{ at: startedAt, process: 'checkout', act: 'kill' }];
    expect(against(17, late)).toContain('order ord_1 waits for its customer long after');
    expect(against(17, { ...late, readAt: startedAt + 63_000 })).toBe('');
    expect(against(17, late, { acts, healedAt: startedAt + 4_000 })).toBe('');
  });
});
