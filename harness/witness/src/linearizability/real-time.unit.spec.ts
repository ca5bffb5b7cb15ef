import { describe, expect, it } from '@jest/globals';
import {
  against,
  aLedger,
  anOrder,
  aProblem,
  aReplay,
  aResponse,
  startedAt,
} from '../invariants/evidence.fixture.ts';
import { takeover } from '../history/rules/history.fixture.ts';
import { aRefundedLedger, anOrderRefund } from '../invariants/refunded.fixture.ts';
import { type CustomerResponse } from '../customers/shopper.ts';
import { type Ledgers } from '../ledgers/ledgers.ts';
import { inProgress, notTaken, realTimeCorrupted, aRead } from './corrupted-real-time.fixture.ts';

const held = (ledgers: Ledgers): void => expect(against(20, ledgers)).toBe('');
const answered = (...responses: CustomerResponse[]) => aLedger({ responses });

describe('20: real time', () => {
  it.each(realTimeCorrupted)('is contradicted by %s', (_what, ledgers, said) => {
    expect(against(20, ledgers)).toContain(said);
  });

  it('holds for a paid order, its replay and a read that saw it pending during the checkout', () => {
    held(answered(aRead(150, 'payment_pending'), aResponse(), aReplay(), aRead(900, 'paid')));
  });

  it('accepts 409 while another request runs, and a refusal before anything is stored', () => {
    held(answered(notTaken(10), aResponse(), inProgress(150), aReplay()));
  });

  it('accepts 409 for the only request if another process took over a key while it ran', () => {
    const ledgers = answered(inProgress(10));
    expect(against(20, ledgers, { history: [takeover(15)] })).toBe('');
    expect(against(20, ledgers, { history: [takeover(-5)] })).toContain('no other request had this key');
    const reused = answered(
      aProblem(422, 'idempotency_key_reused', { startedAt: startedAt + 10, endedAt: startedAt + 30 }),
    );
    expect(against(20, reused, { history: [takeover(15)] })).toContain('no other request had this key');
  });

  it('lets a refused order stay refused', () => {
    const refused = aProblem(402, 'card_declined', {
      text: JSON.stringify({ code: 'card_declined', orderId: 'ord_1' }),
    });
    const ledgers = { orders: [anOrder({ status: 'payment_failed' })], charges: [] };
    held(aLedger({ ...ledgers, responses: [refused, aRead(900, 'payment_failed')] }));
  });

  it('lets an order be paid again only if a refund failed or was a part', () => {
    const responses = [aResponse(), aRead(900, 'refunded'), aRead(1_000, 'paid')];
    expect(against(20, aRefundedLedger({ responses }))).toContain('shows paid, although');
    held(aRefundedLedger({ responses, orderRefunds: [anOrderRefund({ status: 'failed' })] }));
    held(aRefundedLedger({ responses, orderRefunds: [anOrderRefund({ amount_minor: 1 })] }));
  });

  it('ignores failed attempts, and reads with the token of another order', () => {
    const lost = { status: 0, text: '', failure: 'reset' };
    const foreign = { sentHeaders: { authorization: `Bearer ${'b'.repeat(43)}` } };
    held(
      answered(
        aResponse(),
        aReplay({ ...lost, startedAt: startedAt + 400 }),
        aRead(900, 'none', { ...foreign, status: 404 }),
      ),
    );
  });
});
