import { describe, expect, it } from '@jest/globals';
import { checkInvariants } from '../../invariants/check-invariants.ts';
import {
  aCharge,
  against,
  aLedger,
  broken,
  someEvidence,
  startedAt,
} from '../../invariants/evidence.fixture.ts';
import { type Commit, type RowChange } from '../commit.ts';
import { causesCorrupted } from './corrupted-causes.fixture.ts';
import { changesCorrupted } from './corrupted-changes.fixture.ts';
import { commitsCorrupted } from './corrupted-commits.fixture.ts';
import { refund } from './corrupted-history.fixture.ts';
import { sumsCorrupted } from './corrupted-sums.fixture.ts';
import {
  aDoneKey,
  aKeyRow,
  anEmailRow,
  anOrderRow,
  aPaymentRow,
  becomesPaid,
  charged as isCharged,
  history,
  insert,
  mailed,
  paidOrder,
  pays,
  placed,
  remove,
  sent,
  type Step,
  update,
  validSteps,
} from './history.fixture.ts';

const judged = (commits: readonly Commit[] | undefined) => ({ history: commits });
const valid = history(...validSteps);
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1) + minute * 60_000);
const backToPending = update('orders', anOrderRow({ status: 'paid' }), { status: 'payment_pending' });

describe('the valid history of a paid order', () => {
  it('violates no invariant', () => {
    expect(broken(aLedger(), judged(valid))).toEqual([]);
  });

  it('is not judged if it could only be sampled', () => {
    const numbers = (commits: readonly Commit[] | undefined): number[] =>
      checkInvariants(someEvidence(aLedger(), judged(commits))).map(({ number }) => number);
    expect(numbers([]).filter((number) => !numbers(undefined).includes(number))).toEqual([
      25, 26, 27, 28, 30, 31, 33, 34,
    ]);
  });
});

describe('25: legal changes', () => {
  it.each(changesCorrupted)('is contradicted by %s', (_what, steps, says) => {
    expect(against(25, aLedger(), judged(history(...steps)))).toContain(says);
  });

  it('names the row, the time, the place in the log, and the change', () => {
    expect(against(25, aLedger(), judged(history(['checkout', backToPending])))).toBe(
      'paid cannot become payment_pending: checkout.orders ord_1 at 16:00:00.205 (00000000/00001000): status paid → payment_pending',
    );
  });

  it.each<[what: string, change: RowChange]>([
    [
      'a call that certainly did not happen is sent at another time',
      update('idempotency_key', aKeyRow({ state: 'parked', sent_at: at(0) }), {
        state: 'running',
        sent_at: at(9),
      }),
    ],
    [
      'another attempt is sent at another time',
      update('idempotency_key', aKeyRow({ attempt: 1, sent_at: at(0) }), { attempt: 2, sent_at: at(9) }),
    ],
    [
      'a comparison goes on where another instance stopped',
      update('reconciliation', { complete_until: at(1), run_since: at(1) }, { owner: 'process_2' }),
    ],
    [
      'a comparison ends with its period',
      update(
        'reconciliation',
        { complete_until: at(1), run_until: at(2) },
        { complete_until: at(2), run_until: null },
      ),
    ],
    [
      'a comparison begins a minute before the end of the one before',
      update('reconciliation', { complete_until: at(1), run_since: null }, { run_since: at(0) }),
    ],
  ])('are not contradicted if %s', (_what, change) => {
    expect(broken(aLedger(), judged([...valid, ...history(['checkout', change])]))).toEqual([]);
  });

  it("judges none of the suite's own changes", () => {
    const own = history(...validSteps, ['checkout', backToPending]).map((commit, index) => ({
      ...commit,
      isOfSuite: index === validSteps.length,
    }));
    expect(broken(aLedger(), judged(own))).toEqual([]);
  });
});

describe('27: one commit, in a shop without recommendations', () => {
  const judgedWithout = (commits: readonly Commit[]) => ({
    history: commits,
    withoutServices: ['recommendations'],
  });
  const purchase = insert('outbox', {
    queue: 'recommendations',
    name: 'order-paid',
    payload: { orderId: 'ord_1' },
  });
  const [database, ...changes] = becomesPaid;
  const silently: Step = [database, ...changes.filter(({ after }) => after?.['name'] !== 'order-paid')];

  it('needs no event of a purchase', () => {
    const commits = history(placed, pays, isCharged, silently, mailed, sent);
    expect(against(27, aLedger(), judged(commits))).toContain('a commit lacks the message order-paid');
    expect(broken(aLedger(), judgedWithout(commits))).toEqual([]);
  });

  it('is contradicted by a message without a consumer', () => {
    const commits = history(placed, pays, isCharged, [...silently, purchase], mailed, sent);
    expect(against(27, aLedger(), judgedWithout(commits))).toContain(
      'is for recommendations, which this shop does not have',
    );
  });
});

describe('26: causes first', () => {
  it.each(causesCorrupted)('is contradicted by %s', (_what, steps, says) => {
    expect(against(26, aLedger(), judged(history(...steps)))).toContain(says);
  });

  const charged = (createdAt: number) =>
    aLedger({ charges: [aCharge({ createdAt: new Date(createdAt).toISOString() })] });

  it('is contradicted by a payment that succeeds before its charge', () => {
    expect(against(26, charged(startedAt + 500), judged(valid))).toContain(
      'a payment succeeded before its charge ch_1 of 16:00:00.500: payments.payment pay_1',
    );
  });

  it('is contradicted by an email that is sent after its correction, but not if its claim began before', () => {
    const waiting = anEmailRow({ email_id: 'eml_2', kind: 'refund:re_1', status: 'queued' });
    const correction = {
      ...waiting,
      email_id: 'eml_3',
      kind: 'refund_failed:re_1',
      supersedes: 'refund:re_1',
    };
    const commits = history(
      ['email', insert('email', waiting)],
      ['email', insert('email', correction)],
      ['email', update('email', waiting, { status: 'sending' })],
    );
    const saysAfter = (ms: number): string => {
      const at = startedAt + 215 + ms;
      const late = commits.map((commit, index) => (index < 2 ? commit : { ...commit, at }));
      return against(26, aLedger(), judged(late));
    };
    expect(saysAfter(2_001)).toContain(
      'an email (refund:re_1) is sent although refund_failed:re_1 corrects it',
    );
    expect(saysAfter(2_000)).toBe('');
  });

  it('is contradicted by a stored response that has been untrue for longer than a statement takes', () => {
    const ofRefund = { operation: 'refund-order', operation_id: 'op_3', key_hash: 'key_3' };
    const done = aDoneKey({ refundId: 're_1', status: 'pending' }, ofRefund);
    const commits = history(
      ['checkout', insert('refund', refund)],
      ['checkout', update('refund', refund, { status: 'failed' })],
      ['checkout', { ...update('idempotency_key', aKeyRow(ofRefund), {}), after: done }],
    );
    const says = (afterMs: number): string => {
      const at = startedAt + 215 + afterMs;
      const late = commits.map((commit, index) => (index < 2 ? commit : { ...commit, at }));
      return against(26, aLedger(), judged(late));
    };
    expect(says(2_001)).toContain('a stored response says that re_1 is pending, but it was failed before');
    expect(says(2_000)).toBe('');
  });

  const operationId = '019ab000-0000-7000-8000-000000000009';
  const aClaim = aKeyRow({ operation_id: operationId, recovery_point: 'charge', attempt: 1 });
  const claim = insert('idempotency_key', aClaim);
  const secondAttempt = update('idempotency_key', aClaim, { attempt: 2 });
  const chargedAs = (key: string, createdAt = startedAt + 500) =>
    aLedger({
      charges: [aCharge({ idempotencyKey: key, createdAt: new Date(createdAt).toISOString() })],
    });

  it.each([
    ['the first attempt', `${operationId}-charge-1`],
    ['an attempt after proof that the first never happened', `${operationId}-charge-2`],
    ['a continuation', `${operationId}-charge-1-confirm-2940000`],
    ['a call of another history', '019ab000-0000-7000-8000-00000000000a-charge-1'],
    ['a call of another program', 'k'],
  ])('is not contradicted by a charge under the key of %s', (_what, key) => {
    const commits = history(['payments', claim], ['payments', secondAttempt]);
    expect(against(26, chargedAs(key), judged(commits))).toBe('');
  });

  it.each([
    ['an attempt that was never committed', [claim, secondAttempt], `${operationId}-charge-3`, 500],
    ['another phase', [claim], `${operationId}-refund-1`, 500],
    ['a key that was committed only afterward', [claim], `${operationId}-charge-1`, 200],
  ])('is contradicted by a charge under %s', (_what, changes, key, afterMs) => {
    const commits = history(...changes.map((change): Step => ['payments', change]));
    expect(against(26, chargedAs(key, startedAt + afterMs), judged(commits))).toContain(
      `under the key ${key}, which was not committed before`,
    );
  });

  it('is contradicted by a key that is released after its charge, unless the charge is in doubt', () => {
    const released = (isUncertain: boolean) =>
      history(
        ['payments', claim],
        ['payments', update('idempotency_key', aClaim, { state: 'parked', is_uncertain: isUncertain })],
      );
    const ledger = chargedAs(`${operationId}-charge-1`, startedAt + 210);
    expect(against(26, ledger, judged(released(false)))).toContain('released as if nothing had happened');
    expect(against(26, ledger, judged(released(true)))).toBe('');
  });

  it('takes no time from a provider whose clock is ahead', () => {
    expect(against(26, charged(startedAt + 86_400_000), judged(valid))).toBe('');
  });
});

describe('27: one commit', () => {
  it.each(commitsCorrupted)('is contradicted by %s', (_what, steps, says) => {
    expect(against(27, aLedger(), judged(history(...steps)))).toContain(says);
  });
});

describe('27: the time of a message', () => {
  const dated = (paidAt: string, settings = {}) => {
    const receipt = insert('outbox', { name: 'send-receipt', payload: { orderId: 'ord_1', paidAt } });
    const [, ...changes] = becomesPaid;
    const others = changes.filter(({ after }) => after?.['name'] !== 'send-receipt');
    const commits = history(placed, pays, isCharged, ['checkout', receipt, ...others], mailed, sent);
    return against(27, aLedger(), { history: commits, scenario: { name: 'times', settings } });
  };

  it.each(['2025-11-24T15:59:00.000Z', '2025-11-24T16:00:00.230Z', '2025-11-24T16:01:00.235Z'])(
    'may be a minute apart, as %s is',
    (paidAt) => {
      expect(dated(paidAt)).toBe('');
    },
  );

  it('may be any where clocks of processes are moved', () => {
    expect(dated('2025-11-24T15:50:00.000Z')).toContain('says paidAt');
    expect(dated('2025-11-24T15:50:00.000Z', { checkout: { CLOCK_OFFSET_MS: '-300000' } })).toBe('');
  });
});

describe('28: sums', () => {
  it.each(sumsCorrupted)('are contradicted by %s', (_what, steps, says) => {
    expect(against(28, aLedger(), judged(history(...steps)))).toContain(says);
  });

  it.each([
    ['refund_pending', "Your refund of $42.00 is being processed but isn't confirmed yet.", 'pending'],
    ['paid', 'Your refund of $42.00 did not go through, so no money was returned.', 'failed'],
    [
      'paid',
      "Your refund of $1,042.00 was not made: the payer's bank has already taken the money back.",
      'failed',
    ],
  ])('allow a notice: %s, "%s"', (status, notice, ofRefund) => {
    const commits = history(
      ...validSteps,
      ['checkout', insert('refund', refund), update('orders', paidOrder, { status: 'refund_pending' })],
      [
        'checkout',
        update('refund', refund, { status: ofRefund }),
        update('orders', paidOrder, { status, notice }),
      ],
    );
    expect(against(28, aLedger(), judged(commits))).toBe('');
  });

  it('count no refund whose row the suite has deleted', () => {
    const paid = aPaymentRow({ status: 'succeeded' });
    const refunded = { refund_reserved_minor: 4200 };
    const made = { ...refund, payment_id: 'pay_1' };
    const [before, lost, restored] = history(
      ['payments', insert('payment', { ...paid, ...refunded }), insert('refund', made)],
      ['payments', remove('refund', made), remove('payment', { ...paid, ...refunded })],
      ['payments', insert('payment', paid)],
    );
    if (!before || !lost || !restored) throw new Error('three commits');
    const commits = [before, { ...lost, isOfSuite: true }, restored];
    expect(against(28, aLedger(), judged(commits))).toBe('');
  });
});
